import { setTimeout as sleep } from 'node:timers/promises'
import { durationMs } from '../../core/model/duration.ts'
import type { Cluster } from '../shared/kafka/cluster.ts'
import { openProducer } from '../shared/kafka/producer.ts'
import type { LogReader } from '../shared/kafka/read.ts'
import type { Log } from '../shared/log.ts'
import { Refusal } from '../shared/refusal.ts'
import { encodeSettingsRecord, parseSettingsRecord } from '../shared/settings.ts'
import { Passes } from './passes.ts'
import type { NumberedSettings, SettingsBook } from './ports.ts'

export interface BookOptions {
  /** Name of the settings topic on the broker. */
  readonly topic: string
  readonly reader: LogReader
  /** Connections to write through. */
  readonly cluster: Cluster
  readonly log: Log
  /** How often the topic is looked at again. */
  readonly everyMs: number
}

export interface OpenBook extends SettingsBook {
  /** Rejects when the topic cannot be read any more; resolves after close. */
  readonly done: Promise<void>
  close(): void
}

const waitMs = 1000
const keyOf = (topic: string, partition: number, epoch: number) => `${topic}:${partition}:${epoch}`

/** Reads the settings topic, waits for its first settings, and keeps looking for newer ones. */
export async function openSettingsBook({ topic, reader, cluster, log, everyMs }: BookOptions): Promise<OpenBook> {
  const closing = new AbortController()
  const all = new Map<number, NumberedSettings>()
  const epochs = new Map<string, number>()
  const begun = new Set<string>()
  const passes = new Passes()
  let newest: NumberedSettings | null = null
  let position: number | 'earliest' = 'earliest'

  async function look(): Promise<void> {
    position = await reader.readPartition({
      topic, partition: 0, from: position, until: 'end', signal: closing.signal,
      onRecords: (records) => {
        for (const { offset, value } of records) {
          const record = value && parseSettingsRecord(value)
          if (record) passes.take(record)
          if (record?.kind === 'begun') begun.add(keyOf(record.topic, record.partition, record.epoch))
          if (record?.kind === 'epoch') epochs.set(record.topic, Math.max(record.epoch, epochs.get(record.topic) ?? 0))
          if (record?.kind !== 'settings') continue
          newest = { ...record.settings, number: offset, maxFutureSkewMs: durationMs(record.settings.model.score.maxFutureSkew) ?? 0 }
          all.set(offset, newest)
        }
      },
    })
  }

  let looking: Promise<void> | null = null
  const refresh = () => looking ??= look().finally(() => { looking = null })

  async function keepLooking(): Promise<void> {
    while (!closing.signal.aborted) {
      await sleep(everyMs, undefined, { signal: closing.signal }).catch(() => {})
      if (!closing.signal.aborted) await refresh()
    }
  }

  for (let waited = 0; newest === null; waited++) {
    await look()
    if (newest !== null) break
    if (waited === 0) log.info({ event: 'dependency.waiting', dependency: 'settings', topic }, 'There are no settings yet; the set-up job writes them')
    await sleep(waitMs)
  }
  return {
    latest: () => newest!,
    byNumber: (number) => {
      const found = all.get(number)
      if (!found) throw new Refusal(`Something was committed under settings number ${number}, which ${topic} does not hold`, 'The topic was recreated: choose a new CX_DEPLOYMENT.')
      return found
    },
    epochOf: (source) => epochs.get(source) ?? 0,
    hasBegun: (source, partition, epoch) => begun.has(keyOf(source, partition, epoch)),
    begin: async (source, partition, epoch) => {
      const producer = await openProducer(cluster)
      await producer.send([{ topic, partition: 0, key: null, value: encodeSettingsRecord({ kind: 'begun', topic: source, partition, epoch }) }])
      begun.add(keyOf(source, partition, epoch))
    },
    passedUntil: (source, partition) => passes.until(source, partition),
    refresh,
    done: keepLooking().catch((error: unknown) => {
      if (!closing.signal.aborted) throw error
    }),
    close: () => closing.abort(new Error('the settings book is closed')),
  }
}
