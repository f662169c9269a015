import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../log.ts'
import { Refusal } from '../refusal.ts'
import { backOffMs } from './back-off.ts'
import type { Broker, Cluster } from './cluster.ts'
import { BrokerError, brokerError, faultOf } from './errors.ts'
import { fetchFrom } from './fetch.ts'
import type { Fetched } from './fetch.ts'
import type { Isolation, TopicPartition } from './log-record.ts'
import { listOffset } from './offsets.ts'
import { PartitionQueue } from './partition-queue.ts'
import type { Slice, SliceLimit } from './partition-queue.ts'

export interface FetcherOptions {
  /** Used for nothing else that waits: a fetch occupies its connection up to maxWaitMs. */
  readonly cluster: Cluster
  readonly log: Log
  readonly isolation?: Isolation
  /** How long the broker holds a fetch that finds nothing. */
  readonly maxWaitMs?: number
  /** Read ahead of each partition: not fetched while more than this is queued. */
  readonly queueBytes?: number
  readonly maxBytesPerPartition?: number
  /** A fetch that brought little is followed by the next one no sooner: records that come one by one would cost a request each. */
  readonly paceMs?: number
  /** What a person can do where a topic does not hold the position that it is to be read from. */
  readonly remedy?: (topic: string) => string
}

/** The records of one partition in order, without a gap. */
export interface PartitionReader {
  /** Waits for the next slice; null once closed. Rejects with a Refusal where the position is not in the log. */
  next(limit: SliceLimit): Promise<Slice | null>
  close(): void
}

interface Slot extends TopicPartition {
  readonly queue: PartitionQueue
  leader: number | null
}

/** While a partition's queue is full, the others' fetch must come back soon, so that the full one is asked again once it has room. */
const shortWaitMs = 30
/** More than this in one fetch is not little. */
const littleBytes = 32 * 1024

/**
 * Reads partitions ahead of their consumers: one fetch at a time for each broker, over all of its partitions whose queue has room, so that processing
 * and the next fetch overlap. Survives restarts of brokers and moves of leaders; a position outside the log is a Refusal, never reset.
 */
export class PartitionFetcher {
  readonly #options: Required<FetcherOptions>
  readonly #slots = new Map<string, Slot>()
  readonly #loops = new Map<number, { wake: () => void }>()
  #assigning = false
  #failures = 0
  #rotation = 0
  #closed = false

  constructor(options: FetcherOptions) {
    this.#options = { isolation: 'read_committed', maxWaitMs: 300, queueBytes: 1024 * 1024, maxBytesPerPartition: 512 * 1024, paceMs: 0, remedy: lostRemedy, ...options }
  }

  /** Starts to read a partition from an offset. A partition can be read by one reader at a time. */
  open(topic: string, partition: number, from: number): PartitionReader {
    const key = `${topic}:${partition}`
    if (this.#slots.has(key)) throw new Error(`${key} is being read already`)
    const slot: Slot = { topic, partition, leader: null, queue: new PartitionQueue(from, () => this.#wake(slot.leader)) }
    this.#slots.set(key, slot)
    void this.#assignLeaders()
    return {
      next: (limit) => slot.queue.next(limit),
      close: () => {
        slot.queue.close()
        if (this.#slots.get(key) === slot) this.#slots.delete(key)
      },
    }
  }

  /** Ends all readers. The cluster stays open. */
  close(): void {
    this.#closed = true
    for (const { queue } of this.#slots.values()) queue.close()
    this.#slots.clear()
    for (const { wake } of this.#loops.values()) wake()
  }

  #wake(leader: number | null): void {
    if (leader !== null) this.#loops.get(leader)?.wake()
  }

  /** Finds the leader of every partition that has none, however long it takes. */
  async #assignLeaders(): Promise<void> {
    if (this.#assigning) return
    this.#assigning = true
    const { cluster } = this.#options
    let fresh = false
    while (!this.#closed) {
      const homeless = [...this.#slots.values()].filter(({ leader }) => leader === null)
      if (homeless.length === 0) break
      try {
        await cluster.connect()
        await cluster.addMultipleTargetTopics([...new Set(homeless.map(({ topic }) => topic))])
        if (this.#failures > 0 || fresh) await cluster.refreshMetadata()
        for (const slot of homeless) this.#assign(slot)
      } catch (error) {
        this.#report(error)
      }
      if (homeless.some(({ leader }) => leader === null)) await this.#backOff()
      fresh = true
    }
    this.#assigning = false
  }

  #assign(slot: Slot): void {
    const leader = this.#options.cluster.findTopicPartitionMetadata(slot.topic).find(({ partitionId }) => partitionId === slot.partition)?.leader
    if (leader === undefined || leader < 0) return
    slot.leader = leader
    if (this.#loops.has(leader)) this.#wake(leader)
    else void this.#loop(leader)
  }

  async #loop(leader: number): Promise<void> {
    const state = { wake: () => {} }
    this.#loops.set(leader, state)
    try {
      while (!this.#closed) {
        const own = [...this.#slots.values()].filter((slot) => slot.leader === leader && !slot.queue.failed)
        if (own.length === 0) break
        const roomy = own.filter(({ queue }) => queue.queuedBytes < this.#options.queueBytes)
        if (roomy.length === 0) await new Promise<void>((resolve) => { state.wake = resolve })
        else {
          const bytes = await this.#fetch(leader, roomy, roomy.length < own.length)
          if (bytes > 0 && bytes < littleBytes && this.#options.paceMs > 0) await sleep(this.#options.paceMs, undefined, { ref: false })
        }
      }
    } catch (error) {
      this.#report(error)
      for (const slot of this.#slots.values()) if (slot.leader === leader) slot.leader = null
      await this.#backOff()
    }
    this.#loops.delete(leader)
    if ([...this.#slots.values()].some((slot) => slot.leader === leader && !slot.queue.failed)) void this.#loop(leader)
    else if (!this.#closed) void this.#assignLeaders()
  }

  /** Gives the number of bytes that came. */
  async #fetch(leader: number, slots: readonly Slot[], someFull: boolean): Promise<number> {
    const { cluster, isolation, maxWaitMs, maxBytesPerPartition } = this.#options
    const broker = await cluster.findBroker({ nodeId: leader })
    const turn = this.#rotation++ % slots.length
    const order = [...slots.slice(turn), ...slots.slice(0, turn)]
    const targets = order.map(({ topic, partition, queue }) => ({ topic, partition, from: queue.fetchPosition }))
    const fetched = await fetchFrom(broker, targets, {
      isolation, maxBytesPerPartition, maxBytes: 2 * 1024 * 1024, maxWaitMs: someFull ? Math.min(shortWaitMs, maxWaitMs) : maxWaitMs,
    })
    if (this.#failures > 0) this.#options.log.info({ event: 'dependency.back', dependency: 'kafka' }, 'Kafka answers again')
    this.#failures = 0
    const asked = new Map(order.map((slot) => [`${slot.topic}:${slot.partition}`, slot]))
    let bytes = 0
    for (const each of fetched) {
      const slot = asked.get(`${each.topic}:${each.partition}`)
      if (!slot) continue
      if (each.kind === 'failed') {
        await this.#handle(broker, slot, each)
        continue
      }
      bytes += each.chunk.bytes
      slot.queue.push(each.chunk, each.highWatermark)
    }
    return bytes
  }

  /** One partition's error: its reader is told, or its leader is looked for again. */
  async #handle(broker: Broker, slot: Slot, { errorCode }: Fetched & { kind: 'failed' }): Promise<void> {
    const error = brokerError(errorCode, `reading partition ${slot.partition} of ${slot.topic}`)
    if (error.type !== 'OFFSET_OUT_OF_RANGE') {
      // A topic that is deleted may come back as another one: its reader's position must be looked at anew.
      if (!error.retriable || error.type === 'UNKNOWN_TOPIC_OR_PARTITION') return slot.queue.fail(error)
      throw error
    }
    const [low, high] = await Promise.all([listOffset(broker, slot, 'low'), listOffset(broker, slot, 'high')])
    const at = slot.queue.fetchPosition
    if (at >= low && at <= high) throw new BrokerError('OFFSET_NOT_AVAILABLE', true, `reading partition ${slot.partition} of ${slot.topic}`)
    slot.queue.fail(outOfRange(slot, at, low, high, this.#options.remedy(slot.topic)))
  }

  #report(error: unknown): void {
    if (this.#closed) return
    const fields = { event: 'dependency.waiting', dependency: 'kafka', code: faultOf(error).code, err: error } as const
    if (this.#failures++ === 0) this.#options.log.warn(fields, 'Kafka does not answer as it should, backing off')
    else this.#options.log.debug(fields, 'Kafka does not answer as it should, backing off')
  }

  async #backOff(): Promise<void> {
    if (!this.#closed) await sleep(backOffMs(this.#failures), undefined, { ref: false })
  }
}

/** What was lost does not come back by itself. */
const lostRemedy = (topic: string): string =>
  `Replay the history into a new deployment (CX_DEPLOYMENT), and give ${topic} a retention.ms that outlasts an outage.`

/** A position that the log does not have (any more, or yet): the topic was recreated or cut. */
export const outOfRange = ({ topic, partition }: TopicPartition, position: number, low: number, high: number, remedy = lostRemedy(topic)): Refusal =>
  new Refusal(`Partition ${partition} of ${topic} is to be read from offset ${position}, but holds offsets ${low} to ${high}: it was recreated or cut`, remedy)
