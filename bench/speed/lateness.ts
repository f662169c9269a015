import { reading } from './reading.ts'

/** How much later than by its pace a sender sent, ms. */
export interface Lateness {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/**
 * What a steady sender's own records say of its pace: the k-th should have been sent k / rate seconds after the first. The bench kit stamps each with the time at which it is sent,
 * so a sender that stalls hides as much of a latency as it is late itself.
 */
export async function latenessOf(brokers: string, topics: readonly string[], rate: number): Promise<Lateness> {
  const sent: number[] = []
  await reading(brokers, async (reader) => {
    for (const topic of topics) {
      for (const { partition } of await reader.offsets({ topic })) {
        await reader.readPartition({
          topic, partition, from: 'earliest', until: 'end',
          onRecords: (records) => void sent.push(...records.flatMap(({ headers }) => (headers['sentAt'] ? [Number(headers['sentAt'].toString()) / 1000] : []))),
        })
      }
    }
  })
  sent.sort((a, b) => a - b)
  const late = sent.map((at, k) => Math.max(0, at - sent[0]! - (k * 1000) / rate)).sort((a, b) => a - b)
  const atShare = (share: number) => Math.round(late[Math.min(late.length - 1, Math.ceil(late.length * share))]! * 10) / 10
  return { p50: atShare(0.5), p99: atShare(0.99), max: atShare(1) }
}
