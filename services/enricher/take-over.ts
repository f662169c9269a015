import type { Committed } from '../shared/kafka/commits.ts'
import { outOfRange } from '../shared/kafka/fetcher.ts'
import type { TopicPartition } from '../shared/kafka/log-record.ts'
import { Refusal } from '../shared/refusal.ts'
import { parseMetadata } from '../shared/commit-metadata.ts'
import type { CommitMetadata } from '../shared/commit-metadata.ts'
import type { SettingsBook, SourceLog } from './ports.ts'

export interface Start {
  readonly offset: number
  readonly metadata: CommitMetadata
  /** Whether this is not what the group remembers, and must be committed before anything is read. */
  readonly isNew: boolean
  /** Up to here records may have been read before, and written without a commit: they go by the settings of the commit. */
  readonly readBefore: number
}

export interface StartRequest {
  readonly of: TopicPartition
  /** Without the deployment's prefix. */
  readonly source: string
  readonly committed: Committed | null
  readonly settings: SettingsBook
  readonly log: SourceLog
}

/**
 * Where to go on in a source partition: at the commit, after it was seen that this is the log it was made in; at the beginning without a commit, and
 * in a new epoch. Throws a Refusal where the log is another one (Kafka forgets the commits of a topic that is deleted), or parts of it that were not read are gone: a position is never reset silently.
 */
export async function findStart({ of, source, committed, settings, log }: StartRequest): Promise<Start> {
  const epoch = settings.epochOf(source)
  const found = committed && parseMetadata(committed.metadata)
  if (committed && !found) {
    throw new Refusal(`The commit of partition ${of.partition} of ${of.topic} does not say what it belongs to: it was not made by an enricher`, raise(source))
  }
  if (!committed && settings.hasBegun(source, of.partition, epoch)) {
    throw new Refusal(`Partition ${of.partition} of ${of.topic} was read before, but its commit is gone: the topic or the group was deleted`, raise(source))
  }
  const range = await log.range()
  if (!committed || !found || found.e < epoch) {
    return { offset: range.low, metadata: { t: null, s: settings.latest().number, e: epoch }, isNew: true, readBefore: range.low }
  }
  if (committed.offset < range.low || committed.offset > range.high) throw outOfRange(of, committed.offset, range.low, range.high, raise(source))
  await checkLastRecord(of, source, committed.offset, found, range.low, log)
  return { offset: committed.offset, metadata: found, isNew: false, readBefore: range.high }
}

/** A recreated topic can hold the same offsets, but not the same record at the same time. */
async function checkLastRecord(of: TopicPartition, source: string, offset: number, { t }: CommitMetadata, low: number, log: SourceLog): Promise<void> {
  if (t === null || offset <= low) return
  const last = await log.readOne(offset - 1)
  if (last?.timestamp === t) return
  const is = last ? `was stored at ${new Date(last.timestamp).toISOString()}` : 'is missing'
  throw new Refusal(
    `Record ${offset - 1} of partition ${of.partition} of ${of.topic} ${is}, but what was read there was stored at ${new Date(t).toISOString()}: the topic was recreated`,
    raise(source))
}

/** How a source topic is taken up anew. */
export const raise = (source: string): string => `If the topic was recreated or its commits were moved on purpose, raise its epoch: cx epoch raise --topic ${source}`
