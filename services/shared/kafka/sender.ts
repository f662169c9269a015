import { setTimeout as sleep } from 'node:timers/promises'
import { backOffMs } from './back-off.ts'
import type { Cluster } from './cluster.ts'
import { brokerError, faultOf, UnknownOutcome } from './errors.ts'
import type { OutRecord } from './log-record.ts'
import { countOf, maxBytesOf, produceTo } from './produce.ts'
import type { OutBatch, Produced, ProducerIdentity } from './produce.ts'
import { maxPartitionBytes, RecordSets, targetsOf, type Outgoing, type RecordSet } from './record-set.ts'

const maxSequence = 0x8000_0000
const maxTries = 60

/**
 * Sends records under one producer identity, batch after batch: the broker stores each once, in order, however often a request is repeated.
 * After an error the sender must not be used again, because what was stored is not known.
 */
export class Sender {
  readonly #cluster: Cluster
  readonly #identity: ProducerIdentity
  readonly #sequences = new Map<string, number>()
  #broken: unknown = null

  constructor(cluster: Cluster, identity: ProducerIdentity) {
    this.#cluster = cluster
    this.#identity = identity
  }

  /** Resolves when all is stored, with what the brokers answered to each partition's batches. */
  async send(records: Outgoing): Promise<Produced[]> {
    if (this.#broken) throw new UnknownOutcome('the producer failed before', this.#broken)
    const produced: Produced[] = []
    try {
      await this.#cluster.addMultipleTargetTopics([...new Set(targetsOf(records).map(({ topic }) => topic))])
      for (const round of records instanceof RecordSets ? roundsOf(records.all) : rounds(records)) produced.push(...await this.#sendRound(round))
    } catch (error) {
      this.#broken = error
      throw error
    }
    return produced
  }

  /** One batch for each partition, repeated until every one is stored. */
  async #sendRound(round: readonly (OutRecord[] | RecordSet)[]): Promise<Produced[]> {
    const now = Date.now()
    const done: Produced[] = []
    let pending = round.map((records) => this.#batchOf(records))
    for (let tries = 0; pending.length > 0; tries++) {
      const { stored, failed, error } = await this.#attempt(pending, now)
      done.push(...stored)
      pending = failed
      if (pending.length === 0) break
      if (tries >= maxTries) throw new UnknownOutcome(`sending to ${pending.map(({ topic, partition }) => `${topic}:${partition}`).join(', ')}`, error)
      await sleep(backOffMs(tries))
      await this.#cluster.refreshMetadata().catch(() => {})
    }
    return done
  }

  #batchOf(records: OutRecord[] | RecordSet): OutBatch {
    const { topic, partition } = Array.isArray(records) ? records[0]! : records
    const key = `${topic}:${partition}`
    const sequence = this.#sequences.get(key) ?? 0
    this.#sequences.set(key, (sequence + countOf(records)) % maxSequence)
    return { topic, partition, records, sequence }
  }

  /** Sends to all leaders at once. Throws what no repetition can heal. */
  async #attempt(batches: readonly OutBatch[], now: number): Promise<{ stored: Produced[]; failed: OutBatch[]; error: unknown }> {
    const leaders = Map.groupBy(batches, ({ topic, partition }) =>
      this.#cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition)?.leader ?? -1)
    const stored: Produced[] = []
    const failed: OutBatch[] = []
    let lastError: unknown = null
    await Promise.all([...leaders].map(async ([nodeId, own]) => {
      try {
        const leader = await this.#cluster.findBroker({ nodeId })
        const answers = new Map((await produceTo(leader, this.#identity, own, now)).map((each) => [`${each.topic}:${each.partition}`, each]))
        for (const batch of own) {
          const answer = answers.get(`${batch.topic}:${batch.partition}`)
          if (answer?.errorCode === 0) {
            stored.push(answer)
            continue
          }
          lastError = brokerError(answer?.errorCode ?? -1, `writing to partition ${batch.partition} of ${batch.topic}`)
          if (!faultOf(lastError).retriable) throw lastError
          failed.push(batch)
        }
      } catch (error) {
        if (!faultOf(error).retriable) throw error
        lastError = error
        failed.push(...own.filter((batch) => !failed.includes(batch) && !stored.some((each) => each.topic === batch.topic && each.partition === batch.partition)))
      }
    }))
    return { stored, failed, error: lastError }
  }
}

/** Sets into requests, one of each partition in each; their order within a partition stays. */
function* roundsOf(sets: readonly RecordSet[]): Generator<RecordSet[]> {
  const partitions = [...Map.groupBy(sets, ({ topic, partition }) => `${topic}:${partition}`).values()]
  for (let i = 0; partitions.some((own) => i < own.length); i++) yield partitions.flatMap((own) => own[i] ?? [])
}

/** Cuts records into requests that hold at most one batch, of bounded size, for each partition; the order within a partition stays. */
function* rounds(records: readonly OutRecord[]): Generator<OutRecord[][]> {
  const partitions = byPartition(records)
  const taken = partitions.map(() => 0)
  for (;;) {
    const round: OutRecord[][] = []
    partitions.forEach((own, i) => {
      const from = taken[i]!
      let bytes = 0
      let to = from
      while (to < own.length && (to === from || bytes + maxBytesOf(own[to]!) <= maxPartitionBytes)) bytes += maxBytesOf(own[to++]!)
      taken[i] = to
      if (to > from) round.push(own.slice(from, to))
    })
    if (round.length === 0) return
    yield round
  }
}

/** Records of each partition, in their order. */
function byPartition(records: readonly OutRecord[]): OutRecord[][] {
  const topics = new Map<string, OutRecord[][]>()
  for (const record of records) {
    let partitions = topics.get(record.topic)
    if (partitions === undefined) topics.set(record.topic, partitions = [])
    const own = partitions[record.partition]
    if (own === undefined) partitions[record.partition] = [record]
    else own.push(record)
  }
  return [...topics.values()].flatMap((partitions) => partitions.filter((own) => own !== undefined))
}
