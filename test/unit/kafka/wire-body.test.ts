import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { headRoom, wireBody } from '../../../services/shared/kafka/wire-body.ts'

const require = createRequire(import.meta.url)
const createRequest = require('kafkajs/src/protocol/request') as (options: object) => Promise<{ buffer: Buffer }>
const Encoder = require('kafkajs/src/protocol/encoder') as new () => { writeBufferInternal(buffer: Buffer): void }

const request = (encode: () => Promise<unknown>, clientId: string) => createRequest({ correlationId: 77, clientId, request: { apiKey: 1, apiVersion: 11, encode } })

// patches/kafkajs+2.2.4.patch; upstream: https://github.com/tulios/kafkajs/issues/383, whose remedy spared records a copy, requests not. Without it a request
// of 4 MB is copied three times, each time into 8 MB that were zeroed before: 24 MB of garbage.
test.each(['cx-scorer', 'ümläut', ''])('a request is the library\'s, byte for byte, and is sent from where it was encoded (client id "%s")', async (clientId) => {
  const body = Buffer.from('what is asked for')
  const buffer = Buffer.alloc(headRoom + 100)
  const end = headRoom + body.copy(buffer, headRoom)
  const ours = await request(async () => wireBody(buffer, end), clientId)
  const theirs = await request(async () => {
    const encoder = new Encoder()
    encoder.writeBufferInternal(body)
    return encoder
  }, clientId)
  expect(ours.buffer).toEqual(theirs.buffer)
  expect(ours.buffer.buffer).toBe(buffer.buffer)
})

test('a client id that has no room before the body is refused', async () => {
  await expect(request(async () => wireBody(Buffer.alloc(headRoom + 10), headRoom + 10), 'x'.repeat(400))).rejects.toThrow(RangeError)
})
