import { PartitionLost } from '../shared/kafka/errors.ts'
import type { TopicPartition } from '../shared/kafka/log-record.ts'
import type { IdempotentProducer } from '../shared/kafka/producer.ts'
import type { PartitionContext, PartitionWorker } from '../shared/kafka/worker.ts'
import type { Log } from '../shared/log.ts'
import type { InputTopic } from '../topology.ts'
import type { Brake } from './brake.ts'
import { encodeMetadata } from '../shared/commit-metadata.ts'
import type { CommitMetadata } from '../shared/commit-metadata.ts'
import type { EnricherMetrics } from './metrics.ts'
import type { Pipeline } from './pipeline.ts'
import type { BrokerTime, NumberedSettings, SettingsBook, SourceLog } from './ports.ts'
import { createProgress } from './progress.ts'
import type { Progress } from './progress.ts'
import { findStart } from './take-over.ts'

export interface WorkerOptions {
  readonly of: TopicPartition
  readonly source: InputTopic
  readonly context: PartitionContext
  readonly pipeline: Pipeline
  readonly brake: Brake
  readonly settings: SettingsBook
  readonly sourceLog: SourceLog
  readonly openProducer: () => Promise<IdempotentProducer>
  readonly brokerTime: BrokerTime
  /** Every partition of the timeline and of by-contact. */
  readonly progressTargets: readonly TopicPartition[]
  readonly metrics: EnricherMetrics
  /** A broker topic's name without the deployment's prefix. */
  readonly nameOf: (topic: string) => string
  readonly log: Log
}

/** One source partition of the enricher. One batch is in flight at a time; where writing fails, it ends, and its successor starts at the last commit. */
export class EnricherWorker implements PartitionWorker {
  readonly #options: WorkerOptions
  #producer: IdempotentProducer | null = null
  #progress: Progress | null = null
  #rules: NumberedSettings | null = null
  #committed: { offset: number; metadata: CommitMetadata } | null = null
  #readBefore = 0

  constructor(options: WorkerOptions) {
    this.#options = options
  }

  async takeOver(): Promise<number> {
    const { of, source, context, brake, settings, sourceLog, openProducer } = this.#options
    await settings.refresh()
    const start = await findStart({ of, source, settings, committed: await context.committed(), log: sourceLog })
    brake.checkStart(start)
    if (start.isNew) await this.#commit(start.offset, start.metadata)
    // In this order, so that a crash between the two does not look like a lost commit.
    if (!settings.hasBegun(source, of.partition, start.metadata.e)) await settings.begin(source, of.partition, start.metadata.e)
    this.#committed = start
    this.#readBefore = start.readBefore
    this.#rules = settings.byNumber(start.metadata.s)
    this.#producer = await openProducer()
    this.#progress = this.#createProgress(this.#producer, start.metadata.e)
    return start.offset
  }

  async process(records: Parameters<PartitionWorker['process']>[0], nextOffset: number): Promise<void> {
    const { of, source, context, pipeline, brake, metrics, settings } = this.#options
    const last = records.at(-1)
    if (last) {
      const since = performance.now()
      if (settings.latest().number > this.#rules!.number && this.#committed!.offset >= this.#readBefore) await this.#adopt(settings.latest())
      const { metadata } = this.#committed!
      const enriched = await pipeline(records, { epoch: metadata.e, maxFutureSkewMs: this.#rules!.maxFutureSkewMs })
      // Whom the coordinator has not heard of for a session has a successor, which may go by other settings by now.
      if (!context.stillOurs()) throw new PartitionLost(of.topic, of.partition)
      const stop = brake.judge(enriched.outcomes)
      if (stop) {
        await this.#commit(this.#committed!.offset, { ...metadata, f: stop.mark })
        throw stop.refusal
      }
      await this.#producer!.send(enriched.records)
      await this.#commit(last.offset + 1, { ...metadata, t: last.timestamp, f: undefined })
      enriched.slabs.release()
      brake.committed()
      this.#count(enriched)
      metrics.batch.observe((performance.now() - since) / 1000, { topic: source })
    }
    await this.#advance(nextOffset)
  }

  caughtUp(position: number): Promise<void> {
    return this.#advance(position)
  }

  async drop(): Promise<void> {
    const { of, source, brake, metrics } = this.#options
    brake.drop()
    metrics.progress.remove({ topic: source, partition: of.partition })
  }

  /**
   * The commit comes first: whoever reads these records again, after whatever happens, goes by the same settings. What a predecessor may have written
   * already, without a commit, is passed before that.
   */
  async #adopt(next: NumberedSettings): Promise<void> {
    const { offset, metadata } = this.#committed!
    await this.#commit(offset, { ...metadata, s: next.number })
    this.#rules = next
    this.#options.log.info({ event: 'settings.in-force', ...this.#options.of, from: offset, number: next.number }, 'New settings')
  }

  async #commit(offset: number, metadata: CommitMetadata): Promise<void> {
    await this.#options.context.commit(offset, encodeMetadata(metadata))
    this.#committed = { offset, metadata }
  }

  #count({ records, failures }: Awaited<ReturnType<Pipeline>>): void {
    const { source, metrics, nameOf } = this.#options
    for (const { code } of failures) metrics.failed.add(1, { topic: source, code })
    const written = new Map<string, number>()
    for (const { topic } of records) written.set(topic, (written.get(topic) ?? 0) + 1)
    for (const [topic, count] of written) metrics.written.add(count, { topic: nameOf(topic) })
  }

  async #advance(position: number): Promise<void> {
    const { clock, tickIntervalMs } = this.#rules!
    if (clock === 'wall') await this.#progress!.advance(position, tickIntervalMs)
  }

  #createProgress(producer: IdempotentProducer, epoch: number): Progress {
    const { of, source, progressTargets, brokerTime, sourceLog, metrics } = this.#options
    return createProgress({
      producer, brokerTime, targets: progressTargets, now: () => performance.now(),
      source: { topic: source, partition: of.partition, epoch },
      endOffset: async () => (await sourceLog.range()).high,
      onWritten: (time) => metrics.progress.set(time / 1000, { topic: source, partition: of.partition }),
    })
  }
}
