import { applyEntry } from '../../core/scoring/apply-entry.ts'
import { Defect } from '../../core/scoring/partition.ts'
import { decodeEntry } from '../shared/avro/entry.ts'
import { createFoldWorker } from '../shared/fold/fold-worker.ts'
import type { TakenOver } from '../shared/fold/take-over.ts'
import type { PartitionWorker } from '../shared/kafka/worker.ts'
import type { Log } from '../shared/log.ts'
import { drain, isFull, newBatch, type Batch } from './batch.ts'
import type { Encoder } from './encode.ts'
import type { ScorerMetrics } from './metrics.ts'
import type { PartitionMemory } from './state.ts'

export interface ScorerOptions {
  readonly partition: number
  readonly takeOver: () => Promise<TakenOver<PartitionMemory>>
  /** Told of the memory of each take-over. */
  readonly onTaken: (memory: PartitionMemory) => void
  readonly encode: Encoder
  /** Records that one transaction may bring about; a record that brings about more is cut inside. */
  readonly maxBatch: number
  /** What the core failed on before; it outlives the workers of this process. */
  readonly defects: Set<string>
  /** After a transaction: `next` for the group's dashboards. Its failure means nothing. */
  readonly noteOffset: (next: number) => Promise<void>
  readonly metrics: ScorerMetrics
  readonly log: Log
}

/** A tick or new settings may touch every account, and nothing else is done meanwhile: after so many results there is a transaction, whatever room the batch has. */
const mostOfOneRecord = 10_000

/** One partition of the timeline: take over → for each record decode, apply → one transaction with outputs, changed state and marker. */
export function createScorer(options: ScorerOptions): PartitionWorker {
  const { partition, encode, maxBatch, metrics, log } = options
  const encodeResults = (out: Batch['out'], into: Batch['records']) => encode.results(partition, out, into)
  return createFoldWorker<PartitionMemory, Batch>({
    name: 'timeline',
    partition,
    async takeOver() {
      const taken = await options.takeOver()
      options.onTaken(taken.memory)
      // Else an idle partition shows its former owner's last word as a lag, for ever.
      void options.noteOffset(taken.next).catch(() => {})
      return taken
    },
    newOutcome: newBatch,
    apply(memory, record, batch) {
      const done = applyEntry(memory.partition, decodeEntry(record), batch.out, Math.min(maxBatch - batch.records.count, mostOfOneRecord))
      drain(batch, encodeResults)
      batch.changes = memory.accounts.changes
      return done
    },
    isFull: (batch) => isFull(batch, maxBatch),
    /**
     * Exactly once is made here: outputs, the accounts as they now are, and the marker that says up to where they speak for, are one transaction of a
     * producer that fences all earlier owners. A crash before the commit leaves nothing, a crash after it leaves all.
     */
    async commit({ memory, transactions }, batch, at) {
      const started = performance.now()
      encode.state(partition, memory, at, batch.records)
      await transactions.write(batch.records)
      batch.records.release()
      metrics.committed(partition, batch, memory, (performance.now() - started) / 1000)
      void options.noteOffset(at.next).catch(() => {})
    },
    // The memory is dropped and taken over again: the account is then as it was, and the record becomes a failed event.
    onError(error) {
      if (!(error instanceof Defect)) return
      options.defects.add(error.key)
      log.error({ event: 'core.defect', partition, key: error.key, err: error.cause }, 'the scoring core failed')
    },
  })
}
