import { KafkaJSConnectionError, KafkaJSNumberOfRetriesExceeded } from 'kafkajs'
import { expect, test } from 'vitest'
import { patiently } from '../../../services/shared/kafka/back-off.ts'
import { BrokerError, brokerError, faultOf, isFencing, UnknownOutcome } from '../../../services/shared/kafka/errors.ts'

test('what the broker said is found under the client\'s wrappings', () => {
  const fenced = brokerError(47, 'test')
  expect(faultOf(new KafkaJSNumberOfRetriesExceeded(fenced, { retryCount: 3, retryTime: 1 }))).toEqual({ code: 'INVALID_PRODUCER_EPOCH', retriable: false })
  expect(isFencing(new UnknownOutcome('x', fenced))).toBe(true)
  expect(faultOf(new KafkaJSConnectionError('away', { code: 'ECONNREFUSED' }))).toEqual({ code: 'ECONNREFUSED', retriable: true })
  expect(faultOf(new TypeError('bug')).retriable).toBe(false)
  for (const name of ['KafkaJSGroupCoordinatorNotFound', 'KafkaJSLockTimeout']) {
    const search = Object.assign(new Error('final, says the library'), { name, retriable: false })
    expect(faultOf(search), 'while the broker restarts nobody is found').toEqual({ code: name, retriable: true })
  }
})

test('codes that the client does not know have their names, too', () => {
  expect(brokerError(90, 'test').type).toBe('PRODUCER_FENCED')
  expect(brokerError(999, 'test').type).toBe('ERROR_999')
})

test('a question is asked again only where that can help, and not for ever where there is a limit', async () => {
  let asked = 0
  const failing = (retriable: boolean) => () => { asked++; return Promise.reject(new BrokerError('X', retriable, 'test')) }
  await expect(patiently(failing(false), { waitMs: () => 0 })).rejects.toThrow('X')
  expect(asked).toBe(1)
  await expect(patiently(failing(true), { waitMs: () => 0, maxTries: 4 })).rejects.toThrow('X')
  expect(asked).toBe(5)
})
