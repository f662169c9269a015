import { createRequire } from 'node:module'
import type { TimelineRecord } from '../../../schemas/types.ts'
import type { Differences } from './differences.ts'
import { inputTopics, type InputTopic, type Inputs } from './inputs.ts'
import type { Logs } from './log.ts'
import { decodeTimeline } from './wire.ts'

const require = createRequire(import.meta.url)
/** Murmur2 as Java's clients have it; a foreign implementation. */
const murmur2 = require('kafkajs/src/producer/partitioners/default/murmur2') as (key: Buffer) => number
export const partitionOf = (key: string, partitions: number): number => (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions

/** A record of timeline or by-contact as it counts: what its writer wrote again is left out. */
export interface Entry extends TimelineRecord {
  readonly event: Buffer
  /** Where it stands. */
  readonly at: number
  readonly key: string | null
  /** Whether the same record stands in the log before. */
  readonly repeat: boolean
}

/** One log's partitions. */
export interface ReadLog {
  readonly name: 'timeline' | 'by-contact'
  readonly partitions: readonly (readonly Entry[])[]
  /** Records that were written more than once. */
  readonly repeats: number
}

interface Seen {
  readonly partition: number
  readonly bytes: Buffer
}

const sourceOf = (e: TimelineRecord) => `${e.topic}/${e.partition}`
const isEvent = (e: TimelineRecord) => e.kind !== 'SETTINGS' && e.kind !== 'PROGRESS'

/** Reads timeline or by-contact, and checks that repeats are the same bytes in the same place, and first writings in the order of their source. */
export async function readLog(logs: Logs, deployment: string, name: ReadLog['name'], differences: Differences): Promise<ReadLog> {
  const topic = `${deployment}.${name}`
  const seen = new Map<string, Seen>()
  const partitions: Entry[][] = []
  let repeats = 0
  for (let partition = 0; partition < await logs.partitions(topic); partition++) {
    const last = new Map<string, readonly [number, number]>()
    const entries: Entry[] = []
    await logs.read(topic, partition, ({ offset, key, value }) => {
      const record = decodeTimeline(value!)
      const id = `${sourceOf(record)} ${record.epoch}:${record.offset}:${record.number}`
      const before = isEvent(record) ? seen.get(id) : undefined
      if (before) {
        repeats++
        const same = before.partition === partition && before.bytes.equals(value!)
        if (!same) differences.add('a repeated record has the same bytes in the same place', `${name} ${partition}:${offset} repeats ${id}`)
      } else if (isEvent(record)) {
        seen.set(id, { partition, bytes: value! })
        const [lastOffset, lastNumber] = last.get(sourceOf(record)) ?? [-1, -1]
        const after = record.offset > lastOffset || (record.offset === lastOffset && record.number > lastNumber)
        if (!after) differences.add('a source is written in its order', `${name} ${partition}:${offset} is ${id}`)
        last.set(sourceOf(record), [record.offset, record.number])
      }
      entries.push({ ...record, at: offset, key: key?.toString() ?? null, repeat: before !== undefined })
    })
    partitions.push(entries)
  }
  return { name, partitions, repeats }
}

/** Compares what the inputs must have given with what stands in timeline and by-contact: each accepted record once, in its place, with its bytes; nothing else. */
export function checkAgainstInputs(inputs: Inputs, log: ReadLog, differences: Differences): void {
  const wanted = log.name === 'timeline' ? 'account' : 'contact'
  const found = new Map<string, { readonly entry: Entry; readonly partition: number }>()
  log.partitions.forEach((entries, partition) => {
    for (const entry of entries) {
      if (entry.repeat || !isEvent(entry) || entry.topic === 'by-contact') continue
      found.set(`${sourceOf(entry)}:${entry.offset}`, { entry, partition })
    }
  })
  for (const [source, verdicts] of inputs) {
    const { kind } = inputTopics[source.split('/')[0] as InputTopic]
    verdicts.forEach((verdict, offset) => {
      const there = found.get(`${source}:${offset}`)
      found.delete(`${source}:${offset}`)
      const expected = verdict.kind === 'accepted' && verdict.subject.of === wanted ? verdict : null
      const why = verdict.kind === 'failed' ? verdict.code : 'for the other log'
      if (!expected && there) differences.add(`${log.name} holds accepted records only`, `${source}:${offset} (${why})`)
      if (!expected) return
      if (!there) return differences.add(`every accepted record is in ${log.name}`, `${source}:${offset} is missing`)
      const { entry, partition } = there
      const right = entry.kind === kind && entry.timestamp === expected.timestamp && entry.key === expected.subject.id && entry.event.equals(expected.body)
        && partition === partitionOf(expected.subject.id, log.partitions.length)
      if (!right) differences.add(`records of ${log.name} say what came in`, `${source}:${offset} at ${partition}:${entry.at}`)
    })
  }
  for (const [id, { partition, entry }] of found) differences.add(`${log.name} holds nothing that did not come in`, `${id} at ${partition}:${entry.at}`)
}
