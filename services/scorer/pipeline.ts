import { newOutcome, sizeOf, type Outcome } from '../../core/scoring/outcome.ts'
import { applyEntry, Defect } from '../../core/scoring/partition.ts'
import type { LogRecord, OutRecord } from '../shared/kafka/log-record.ts'
import type { PartitionWorker } from '../shared/kafka/worker.ts'
import type { Log } from '../shared/log.ts'
import { Refusal } from '../shared/refusal.ts'
import { decodeEntry } from './decode.ts'
import type { ScorerMetrics } from './metrics.ts'
import type { Transactions } from './ports.ts'
import type { PartitionMemory, StateRecord } from './state.ts'

/** A partition that was taken over: fenced, restored, and positioned. */
export interface TakenOver {
  readonly memory: PartitionMemory
  readonly transactions: Transactions
  /** Offset of the timeline to read from. */
  readonly next: number
}

export interface ScorerOptions {
  readonly partition: number
  readonly takeOver: (defects: ReadonlySet<string>) => Promise<TakenOver>
  readonly encode: (partition: number, out: Outcome, state: readonly StateRecord[]) => OutRecord[]
  /** Records that one transaction may bring about; a record that brings about more is cut inside. */
  readonly maxBatch: number
  /** What the core failed on before; it outlives the workers of this process. */
  readonly defects: Set<string>
  /** After a transaction: `next` for the group's dashboards. Its failure means nothing. */
  readonly noteOffset: (next: number) => Promise<void>
  readonly metrics: ScorerMetrics
  readonly log: Log
}

/** One partition of the timeline: take over → for each record decode, apply → one transaction with outputs, changed state and marker. */
export function createScorer(options: ScorerOptions): PartitionWorker {
  const { partition, metrics, log } = options
  let taken: TakenOver | null = null
  let next = 0

  async function process(records: readonly LogRecord[], nextOffset: number): Promise<void> {
    const { memory } = taken!
    let out = newOutcome()
    for (const record of records) {
      if (record.offset !== next) throw cut(next, record.offset)
      const entry = decodeEntry(record)
      while (!applyEntry(memory.partition, entry, out, options.maxBatch)) {
        await commit(out, record.offset)
        out = newOutcome()
      }
      next = record.offset + 1
      if (sizeOf(out) < options.maxBatch) continue
      await commit(out, next)
      out = newOutcome()
    }
    next = nextOffset
    await commit(out, next)
  }

  /**
   * Exactly once is made here: outputs, the accounts as they now are, and the marker that says up to where they speak for, are one transaction of a
   * producer that fences all earlier owners. A crash before the commit leaves nothing, a crash after it leaves all.
   */
  async function commit(out: Outcome, upTo: number): Promise<void> {
    const { memory, transactions } = taken!
    const started = performance.now()
    await transactions.write(options.encode(partition, out, memory.takeRecords(upTo)))
    metrics.committed(partition, out, memory, (performance.now() - started) / 1000)
    void options.noteOffset(upTo).catch(() => {})
  }

  return {
    async takeOver() {
      taken = await options.takeOver(options.defects)
      next = taken.next
      return next
    },
    async process(records, nextOffset) {
      try {
        await process(records, nextOffset)
      } catch (error) {
        // Thrown on, so that memory is dropped and taken over again: the account is then as it was, and the record becomes a failed event.
        if (error instanceof Defect) {
          options.defects.add(error.key)
          log.error({ event: 'core.defect', partition, key: error.key, err: error.cause }, 'the scoring core failed')
        }
        throw error
      }
    },
    async drop() {
      const last = taken
      taken = null
      await last?.transactions.close().catch(() => {})
    },
  }

  function cut(expected: number, found: number): Refusal {
    return new Refusal(
      `timeline partition ${partition} has lost its records ${expected} to ${found - 1}: they were deleted before they were scored`,
      'Replay the missing history into a new deployment (CX_DEPLOYMENT), or raise the timeline\'s retention and start from a backup.',
    )
  }
}
