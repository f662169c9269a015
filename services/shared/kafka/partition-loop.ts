import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../log.ts'
import { Refusal } from '../refusal.ts'
import { backOffMs } from './back-off.ts'
import { faultOf } from './errors.ts'
import type { PartitionFetcher, PartitionReader } from './fetcher.ts'
import type { TopicPartition } from './log-record.ts'
import type { SliceLimit } from './partition-queue.ts'
import type { PartitionWorker } from './worker.ts'

/** What the loops of all partitions tell. */
export interface PartitionMetrics {
  /** Records processed, the position after them, and the log's end as last seen. */
  processed(of: TopicPartition, records: number, position: number, end: number): void
  /** A worker failed with that error, and its partition is taken over again. */
  retried(of: TopicPartition, error: unknown): void
  /** The partition is not ours any more. */
  lost(of: TopicPartition): void
}

export interface LoopOptions {
  readonly of: TopicPartition
  readonly fetcher: PartitionFetcher
  readonly batch: SliceLimit
  readonly log: Log
  readonly metrics?: PartitionMetrics | undefined
  /** A worker for one take-over; `isCurrent` is false from the moment the worker is to be dropped. */
  worker(isCurrent: () => boolean): PartitionWorker
  /** Called with a Refusal: the service must stop. */
  onRefusal(refusal: Refusal): void
}

/** One partition from the moment it is assigned until it is lost: take over, read, process; and again whenever the worker fails. */
export class PartitionLoop {
  readonly #options: LoopOptions
  readonly #stopping = new AbortController()
  #reader: PartitionReader | null = null
  #reading = false
  /** Resolves when the worker is dropped and nothing of this loop goes on. */
  readonly done: Promise<void>

  /** Starts after `previous`, the loop that had the same partition before. */
  constructor(options: LoopOptions, previous: Promise<void>) {
    this.#options = options
    this.done = previous.then(() => this.#run())
  }

  /** Whether the partition is taken over and being read. */
  get reading(): boolean {
    return this.#reading
  }

  get stopped(): boolean {
    return this.#stopping.signal.aborted
  }

  /** Ends the loop after the batch in hand; see `done`. */
  stop(): void {
    this.#stopping.abort()
    this.#reader?.close()
  }

  async #run(): Promise<void> {
    const { of, log, metrics } = this.#options
    for (let failures = 0; !this.stopped;) {
      try {
        await this.#own(() => { failures = 0 })
      } catch (error) {
        if (error instanceof Refusal) return this.#options.onRefusal(error)
        if (this.stopped) break
        metrics?.retried(of, error)
        log.warn({ event: 'partition.retrying', ...of, code: faultOf(error).code, err: error }, 'The partition is taken over again')
        await sleep(backOffMs(failures++), undefined, { signal: this.#stopping.signal }).catch(() => {})
      }
    }
    metrics?.lost(of)
  }

  /** One worker's life. */
  async #own(onProgress: () => void): Promise<void> {
    const { of, fetcher, log } = this.#options
    let current = true
    const worker = this.#options.worker(() => current && !this.stopped)
    try {
      const from = await worker.takeOver()
      if (this.stopped) return
      log.info({ event: 'partition.taken', ...of, from }, 'Partition taken over')
      this.#reader = fetcher.open(of.topic, of.partition, from)
      this.#reading = true
      await this.#read(worker, this.#reader, from, onProgress)
    } finally {
      current = false
      this.#reading = false
      this.#reader?.close()
      this.#reader = null
      await worker.drop()
    }
  }

  async #read(worker: PartitionWorker, reader: PartitionReader, from: number, onProgress: () => void): Promise<void> {
    const { of, batch, metrics } = this.#options
    let position = from
    while (!this.stopped) {
      const slice = await reader.next(batch)
      if (slice === null || this.stopped) return
      if (slice.records.length > 0 || slice.nextOffset > position) {
        await worker.process(slice.records, slice.nextOffset)
        position = slice.nextOffset
        onProgress()
      }
      metrics?.processed(of, slice.records.length, position, slice.end)
      if (slice.atEnd && !this.stopped) await worker.caughtUp?.(position)
    }
  }
}
