import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Broker, WireRequest } from '../../../services/shared/kafka/cluster.ts'
import { produceTo, type OutBatch } from '../../../services/shared/kafka/produce.ts'
import { decodeRecordSet } from '../../../services/shared/kafka/record-batch.ts'
import { maxPartitionBytes, RecordSet, RecordSets, writeWhole } from '../../../services/shared/kafka/record-set.ts'
import { newAccount } from '../../../core/scoring/account.ts'
import { encodeAccount, writeAccount } from '../../../services/scorer/account-codec.ts'
import { recordsOf } from '../../helpers/records-of-set.ts'

const identity = { producerId: '7', producerEpoch: 3, transactionalId: 'tx' }
/** The request for a batch, as it would be sent. */
async function requestOf(records: OutBatch['records']): Promise<Buffer> {
  let sent = Buffer.alloc(0)
  const send = async ({ request }: WireRequest<unknown>) => {
    const body = await request.encode() as unknown as { withHead(head: object): { buffer: Buffer } }
    sent = Buffer.from(body.withHead({ apiKey: 0, apiVersion: 7, correlationId: 1, clientId: 'c' }).buffer)
    return []
  }
  await produceTo({ nodeId: 1, connectionPool: { send }, disconnect: async () => {} } as unknown as Broker, identity, [{ topic: 't', partition: 0, records, sequence: 5 }], 1_700_000_000_000)
  return sent
}

/** Lengths at which a length in front takes a byte more, and what lies between. */
const length = fc.oneof(fc.nat(200), fc.constantFrom(62, 63, 64, 65, 8180, 8190, 8191, 8192, 8193), fc.nat(20_000), fc.constant(300_000))
const drawn = fc.array(fc.record({ key: fc.option(fc.string({ maxLength: 80, unit: 'grapheme' })), bytes: fc.option(length) }), { minLength: 1, maxLength: 30 })

test('records that are written one by one make the request that the same records make as objects, byte for byte, and are read as they were written', async () => {
  await fc.assert(fc.asyncProperty(drawn, async (all) => {
    const records = all.map(({ key, bytes }, i) => ({ topic: 't', partition: 0, key, value: bytes === null ? null : Buffer.alloc(bytes, i + 1) }))
    const sets = new RecordSets()
    for (const { key, value } of records) sets.add('t', 0, key, writeWhole, value)
    let from = 0
    for (const set of sets.all) {
      const own = records.slice(from, from += set.count)
      const request = await requestOf(set)
      expect(request.equals(await requestOf(own))).toBe(true)
      expect(recordsOf(set)).toEqual(own.map(({ key, value }) => ({ key, value })))
      const batch = request.subarray(request.length - set.bytes - 61)
      const { records: read, nextOffset } = decodeRecordSet(batch, 0, [])
      expect(read.map(({ offset, timestamp, key, value, headers }) => ({ offset, timestamp, key: key?.toString() ?? null, value, headers })))
        .toEqual(own.map(({ key, value }, offset) => ({ offset, timestamp: 1_700_000_000_000, key, value, headers: {} })))
      expect(nextOffset).toBe(own.length)
    }
    expect(from).toBe(records.length)
  }), { numRuns: 60 })
})

test('a set takes what one request may hold of a partition, and what is larger goes alone', () => {
  const sets = new RecordSets()
  const sizes = [100_000, 2_000_000, 500_000, 300_000, 200_000, 10]
  for (const [i, size] of sizes.entries()) sets.add(i === 5 ? 'other' : 't', 0, `k${i}`, writeWhole, Buffer.alloc(size, i))
  expect(sets.all.map((set) => [set.topic, recordsOf(set).map(({ value }) => value!.length)])).toEqual([['t', [100_000]], ['t', [2_000_000]], ['t', [500_000, 300_000]], ['t', [200_000]], ['other', [10]]])
  for (const set of sets.all) expect(set.count === 1 || set.bytes <= maxPartitionBytes).toBe(true)
  expect(sets.count).toBe(6)
})

test('a value that cannot be written leaves the set as it was', () => {
  const set = new RecordSet('t', 0)
  set.append('a', writeWhole, Buffer.from('first'))
  const before = Buffer.from(set.content)
  expect(() => set.append('b', () => { throw new Error('misfit') }, {})).toThrow('misfit')
  expect(set.content.equals(before)).toBe(true)
  set.append('c', writeWhole, Buffer.from('second'))
  expect(recordsOf(set).map(({ key, value }) => `${key} ${value}`)).toEqual(['a first', 'c second'])
})

test('states of accounts are written whole, however little room is left where they are placed, and a state that cannot be written is forgotten', () => {
  const account = newAccount('a')
  account.drivers.add('delivery', 1, 50, 0)
  const state = encodeAccount(account)
  for (const keyBytes of [1, 36, 64, 256]) {
    for (let left = 0; left < keyBytes + state.length + 80; left++) {
      const set = new RecordSet('t', 0)
      set.append(null, writeWhole, Buffer.alloc(256 * 1024 - left - 12))
      set.append('k'.repeat(keyBytes), writeAccount, account)
      const [, written] = recordsOf(set)
      expect(written!.value!.equals(state) && written!.key!.length === keyBytes, `${left} bytes left before a key of ${keyBytes}`).toBe(true)
      set.release()
    }
  }
  const broken = { ...newAccount('b'), stage: 7 as unknown as string }
  const set = new RecordSet('t', 0)
  expect(() => set.append('b', writeAccount, broken)).toThrow()
  expect(encodeAccount(account).equals(state)).toBe(true)
  expect(() => encodeAccount(broken)).toThrow()
  expect(encodeAccount(account).equals(state)).toBe(true)
})
