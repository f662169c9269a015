import type { TopicPartition } from '../shared/kafka/log-record.ts'
import { Refusal } from '../shared/refusal.ts'
import type { CommitMetadata } from '../shared/commit-metadata.ts'
import type { Excess, FailedRatio, Outcome } from './failed-ratio.ts'

export interface BrakeOptions {
  readonly of: TopicPartition
  /** The topic without the deployment's prefix. */
  readonly source: string
  /** Of the whole topic, as far as this process reads it. */
  readonly ratio: FailedRatio
  /** Before this offset, exclusive, no share of failed records stops anybody. */
  passedUntil(): number
}

/** A batch that must be neither written nor committed. */
export interface Stop {
  /** For the commit, so that whoever takes the partition over stops too. */
  readonly mark: NonNullable<CommitMetadata['f']>
  readonly refusal: Refusal
}

/** Stops a source partition whose records fail too often, so that a broken sender does not drain into failed events, until somebody lets them pass. */
export class Brake {
  readonly #options: BrakeOptions

  constructor(options: BrakeOptions) {
    this.#options = options
  }

  /** Throws a Refusal where the enricher has stopped before this position, and nobody has let its records pass since. */
  checkStart({ offset, metadata: { f } }: { readonly offset: number; readonly metadata: CommitMetadata }): void {
    const { of, passedUntil } = this.#options
    if (!f || passedUntil() > offset) return
    throw this.#refusal(`The enricher has stopped before record ${offset} of partition ${of.partition} of ${of.topic}, because ${f.failed} of the ${f.records} records up to there failed, and nobody has let it go on`)
  }

  /** Null where the batch may be written. */
  judge(batch: readonly Outcome[]): Stop | null {
    const judged = this.#judged(batch)
    const excess = this.#options.ratio.take(this, judged)
    if (!excess) return null
    const { records, failed } = excess
    return { mark: { records, failed }, refusal: this.#refusal(this.#describe(excess, judged)) }
  }

  /** Told that the batch is committed. */
  committed(): void {
    this.#options.ratio.committed(this)
  }

  /** Told that the batch, if there is one, will not be committed: whoever reads it again judges it again. */
  drop(): void {
    this.#options.ratio.putBack(this)
  }

  /** What was let pass is not held against what follows it. */
  #judged(batch: readonly Outcome[]): readonly Outcome[] {
    const from = this.#options.passedUntil()
    return batch.length > 0 && batch[0]!.offset < from ? batch.filter(({ offset }) => offset >= from) : batch
  }

  #describe({ source, records, failed }: Excess, batch: readonly Outcome[]): string {
    const { topic, partition } = this.#options.of
    const examples = batch.filter((each) => each.failure && (source === null || each.source === source))
    const { offset, failure } = examples.at(-1)!
    const whose = source === null ? '' : ` from the source ${JSON.stringify(source.slice(0, 100))}`
    return `The enricher stops before it turns a whole topic into failed events: ${failed} of the last ${records} records of ${topic}${whose} failed, ` +
      `the latest, record ${offset} of partition ${partition}, with ${failure!.code}: ${failure!.reason.slice(0, 300)}`
  }

  #refusal(message: string): Refusal {
    return new Refusal(message,
      `Mend the sender, then let what stands in the topic by now become failed events where it must: cx resume --topic ${this.#options.source}; and start the enricher again.`)
  }
}
