/**
 * What it takes to encode a produce request: kafkajs' encoder and ours with the same records, by turns, main thread's time and the best of several rounds each.
 * Usage: npm run bench:produce -- [records], default 2000, of 300 bytes with a key.
 */
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { produceTo } from '../services/shared/kafka/produce.ts'
import type { Broker, WireRequest } from '../services/shared/kafka/cluster.ts'

const require = createRequire(import.meta.url)
const libraryRequest = require('kafkajs/src/protocol/requests/produce/v7/request') as (request: object) => { encode(): Promise<{ buffer: Buffer }> }
const count = Number(process.argv[2] ?? 2000)
const value = Buffer.alloc(300, 'interaction')
const keys = Array.from({ length: count }, (_, i) => `acc-${i % 500}`)
const identity = { producerId: '1', producerEpoch: 0, transactionalId: 'bench' }
/** Encodes as the client does before it writes to the socket, and stores nothing. */
const noBroker = {
  nodeId: 1, disconnect: async () => {},
  connectionPool: { send: async ({ request }: WireRequest<unknown>) => (await request.encode()) && [] },
} as unknown as Broker

const encoders = {
  kafkajs: () => libraryRequest({
    ...identity, acks: -1, timeout: 30_000, compression: 0,
    topicData: [{ topic: 'scores', partitions: [{ partition: 0, firstSequence: 0, messages: keys.map((key) => ({ key, value, headers: {}, timestamp: 0 })) }] }],
  }).encode(),
  ours: () => produceTo(noBroker, identity, [{ topic: 'scores', partition: 0, sequence: 0, records: keys.map((key) => ({ topic: 'scores', partition: 0, key, value })) }], 0),
}

const best = { kafkajs: Infinity, ours: Infinity }
for (let round = 0; round < 30; round++) {
  for (const name of ['kafkajs', 'ours'] as const) {
    const since = performance.now()
    await encoders[name]()
    best[name] = Math.min(best[name], performance.now() - since)
  }
}
const microseconds = (ms: number) => ((ms * 1000) / count).toFixed(2)
console.log(`${cpus()[0]?.model.trim()}, Node ${process.version}: ${count} records of ${value.length} bytes; µs a record: kafkajs ${microseconds(best.kafkajs)}, ours ${microseconds(best.ours)}: ${(best.kafkajs / best.ours).toFixed(0)} times`)
