import { newResolved, progressOf, resolveEntry, sizeOf, type Resolved } from '../../core/resolving/resolve.ts'
import { decodeEntry } from '../shared/avro/entry.ts'
import { createFoldWorker } from '../shared/fold/fold-worker.ts'
import type { StateRecord } from '../shared/fold/state-keys.ts'
import type { TakenOver } from '../shared/fold/take-over.ts'
import type { OutRecord } from '../shared/kafka/log-record.ts'
import type { IdempotentProducer } from '../shared/kafka/producer.ts'
import type { PartitionWorker } from '../shared/kafka/worker.ts'
import type { ResolverMetrics } from './metrics.ts'
import type { ContactMemory } from './state.ts'

/** Writes for one partition of by-contact. */
export interface ResolverEncoder {
  timeline(partition: number, out: Resolved): OutRecord[]
  progress(partition: number, time: number, next: number): OutRecord[]
  state(partition: number, out: Resolved, state: readonly StateRecord[]): OutRecord[]
}

export interface ResolverOptions {
  readonly partition: number
  readonly takeOver: () => Promise<TakenOver<ContactMemory>>
  readonly openProducer: () => Promise<IdempotentProducer>
  readonly encode: ResolverEncoder
  readonly maxBatch: number
  readonly noteOffset: (next: number) => Promise<void>
  readonly metrics: ResolverMetrics
}

/** One partition of by-contact: take over → contact to account, or hold → timeline → one transaction with state, failed events and marker. */
export function createResolver(options: ResolverOptions): PartitionWorker {
  const { partition, maxBatch, encode, metrics } = options
  let producer: IdempotentProducer | null = null
  let told = -Infinity
  return createFoldWorker<ContactMemory, Resolved>({
    name: 'by-contact',
    partition,
    async takeOver() {
      const taken = await options.takeOver()
      try {
        producer = await options.openProducer()
      } catch (error) {
        await taken.transactions.close()
        throw error
      }
      // Else an idle partition shows its former owner's last word as a lag, for ever.
      void options.noteOffset(taken.next).catch(() => {})
      return taken
    },
    newOutcome: newResolved,
    apply: (memory, record, out) => resolveEntry(memory.partition, decodeEntry(record), out, maxBatch),
    isFull: (out) => sizeOf(out) >= maxBatch,
    /**
     * The timeline first, then what we remember of having written it. A crash in between writes the same records again, with the same positions and
     * the same bytes, since they are a function of this log alone; the scorer's marks pass over them.
     */
    async commit({ memory, transactions }, out, at) {
      const started = performance.now()
      const records = encode.timeline(partition, out)
      if (records.length > 0) await producer!.send(records)
      await transactions.write(encode.state(partition, out, memory.takeRecords(at)))
      metrics.committed(partition, out, memory, (performance.now() - started) / 1000)
      const progress = progressOf(memory.partition)
      if (progress !== null && progress > told) {
        await producer!.send(encode.progress(partition, progress, at.next))
        told = progress
      }
      void options.noteOffset(at.next).catch(() => {})
    },
  })
}
