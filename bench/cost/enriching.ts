import { createRequire } from 'node:module'
import { currentSchema } from '../../schemas/contracts.ts'
import { createPipeline } from '../../services/enricher/pipeline.ts'
import { EventDecoder } from '../../services/shared/avro/decoder.ts'
import { contractType } from '../../services/shared/avro/published.ts'
import { frame } from '../../services/shared/avro/wire.ts'
import { decodeRecordSet } from '../../services/shared/kafka/record-batch.ts'
import { touchPoint } from '../../test/helpers/events.ts'
import { registryOf } from '../../test/helpers/fake-registry.ts'
import { start } from '../../test/helpers/timeline.ts'

const require = createRequire(import.meta.url)
const { RecordBatch: recordBatch } = require('kafkajs/src/protocol/recordBatch/v0/index.js') as { RecordBatch: (batch: object) => Promise<{ buffer: Buffer }> }
const recordOf = require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (record: object) => object

/** The stages of an enricher whose cost is told apart: Kafka's bytes to records, records to the timeline. */
export type EnrichingStage = 'fetch' | 'enrich'

/** Record sets as a broker answers them: touch points without text of `accounts` accounts, in batches of `batchSize`. */
export async function touchPointsOf(events: number, accounts: number, batchSize = 1000): Promise<Buffer[]> {
  const type = contractType('touch-point')
  const sets: Buffer[] = []
  for (let from = 0; from < events; from += batchSize) {
    const records = Array.from({ length: Math.min(batchSize, events - from) }, (_, i) => {
      const event = touchPoint({ eventId: `t${from + i}`, accountId: `acc-${(from + i) % accounts}`, occurredAt: start + (from + i) * 1000, text: null })
      return recordOf({ offsetDelta: i, timestampDelta: i, key: Buffer.from(event.accountId!), value: frame(1, type, event) })
    })
    sets.push((await recordBatch({ firstOffset: from, firstTimestamp: start, maxTimestamp: start + batchSize, lastOffsetDelta: records.length - 1, records })).buffer)
  }
  return sets
}

/** Takes record sets to the timeline as the enricher does, without Kafka. `meter`: what is measured, e.g. microseconds. Gives by how much it moved, by stage. */
export async function enrichAll(sets: readonly Buffer[], meter: () => number): Promise<Record<EnrichingStage, number>> {
  const registry = registryOf(new Map([[1, currentSchema('touch-point')]]))
  const pipeline = createPipeline({
    source: 'touchpoints', topic: 'bench.touchpoints', partition: 0, decoder: new EventDecoder({ contract: 'touch-point', registry }) as never, analyser: null,
    targets: { account: { topic: 'bench.timeline', partitions: 4 }, contact: { topic: 'bench.by-contact', partitions: 4 } }, failedEvents: { topic: 'bench.failed-events', partitions: 4, schemaId: 9 },
  })
  const spent: Record<EnrichingStage, number> = { fetch: 0, enrich: 0 }
  for (const set of sets) {
    let since = meter()
    const { records } = decodeRecordSet(set, 0, [])
    spent.fetch += meter() - since
    since = meter()
    const { failures, slabs } = await pipeline(records, { epoch: 0, maxFutureSkewMs: 1e15 })
    spent.enrich += meter() - since
    if (failures.length > 0) throw new Error(`not enriched: ${failures[0]!.code}`)
    slabs.release()
  }
  return spent
}
