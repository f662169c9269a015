import type { Failure } from '../../core/failures.ts'
import type { LogRecord } from '../shared/kafka/log-record.ts'
import { Refusal } from '../shared/refusal.ts'
import type { BadRecord } from './batch.ts'
import { maxBadRecords, type Intent } from './intent.ts'
import type { RejectedRow } from './ports.ts'

const rejection = (reason: string): Failure => ({ step: 'store', code: 'clickhouse.rejected', reason })

/** The records of one batch that do not become rows, with the reasons that are known. What the intent names stays bad, also if it would be taken now. */
export class BadRecords {
  readonly #failures = new Map<number, Failure | null>()
  readonly #where: string

  /** Throws a Refusal where they are too many. */
  constructor({ topic, partition }: { topic: string; partition: number }, intent: Intent, undecodable: readonly BadRecord[]) {
    this.#where = `partition ${partition} of ${topic}, offsets ${intent.from} to ${intent.to}`
    for (const offset of intent.bad) this.#failures.set(offset, null)
    for (const { record, failure } of undecodable) this.#failures.set(record.offset, failure)
    this.#bound()
  }

  get offsets(): number[] {
    return [...this.#failures.keys()].sort((a, b) => a - b)
  }

  /** How many more there may be. */
  get room(): number {
    return maxBadRecords - this.#failures.size
  }

  has(offset: number): boolean {
    return this.#failures.has(offset)
  }

  lacksReason(offset: number): boolean {
    return this.#failures.get(offset) === null
  }

  /** Throws a Refusal where they become too many. */
  addRejected(rejected: readonly RejectedRow[]): void {
    for (const { offset, reason } of rejected) this.#failures.set(offset, rejection(reason))
    this.#bound()
  }

  list(records: readonly LogRecord[]): BadRecord[] {
    return records
      .filter(({ offset }) => this.has(offset))
      .map((record) => ({ record, failure: this.#failures.get(record.offset) ?? rejection('ClickHouse rejected the row before the sink was started again') }))
  }

  #bound(): void {
    if (this.#failures.size <= maxBadRecords) return
    const [offset, failure] = [...this.#failures].find(([, each]) => each !== null) ?? [0, null]
    throw new Refusal(
      `More than ${maxBadRecords} records of one batch cannot be stored (${this.#where}); offset ${offset}: ${failure?.code} ${failure?.reason}`,
      'Something is wrong with all of them: compare the tables with infra/clickhouse/migrations and the registry\'s schemas, then start the sink again. Nothing is lost.',
    )
  }
}
