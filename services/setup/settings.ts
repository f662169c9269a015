import type { Settings } from '../../core/model/settings.ts'
import { encodeTimeline } from '../shared/avro/timeline.ts'
import type { IdempotentProducer } from '../shared/kafka/producer.ts'
import type { LogReader } from '../shared/kafka/read.ts'
import type { Log } from '../shared/log.ts'
import { encodeSettingsRecord, parseSettingsRecord } from '../shared/settings.ts'
import { topicOf } from '../topology.ts'
import type { TopicName } from '../topology.ts'
import { mustAppend } from './settings-rules.ts'
import type { NumberedSettings } from './settings-rules.ts'

interface SettingsRequest {
  readonly settings: Settings
  readonly deployment: string
  readonly partitions: ReadonlyMap<TopicName, number>
  readonly reader: LogReader
  readonly producer: IdempotentProducer
  readonly log: Log
}

/** Appends the settings where they are new, then copies the latest to every partition of timeline and by-contact. Throws a Refusal where they may not follow those before. */
export async function writeSettings(request: SettingsRequest): Promise<void> {
  const { settings, deployment, producer, log } = request
  const topic = topicOf(deployment, 'settings')
  let history = await readSettings(request)
  const isNew = mustAppend(settings, history)
  if (isNew) {
    await producer.send([{ topic, partition: 0, key: null, value: encodeSettingsRecord({ kind: 'settings', settings }) }])
    history = await readSettings(request)
  }
  const latest = history.at(-1)!
  await copy(request, latest)
  const line = { number: latest.number, model: latest.settings.model.version, hash: latest.settings.hash }
  if (isNew) log.info({ event: 'settings.appended', ...line }, 'new settings are in force')
  else log.info({ event: 'settings.kept', ...line }, 'the settings are unchanged')
}

/** All settings so far, oldest first. */
async function readSettings({ reader, deployment }: SettingsRequest): Promise<NumberedSettings[]> {
  const found: NumberedSettings[] = []
  await reader.readPartition({
    topic: topicOf(deployment, 'settings'),
    partition: 0,
    from: 'earliest',
    until: 'end',
    onRecords: (records) => {
      for (const { offset, value } of records) {
        const record = value === null ? null : parseSettingsRecord(value)
        if (record?.kind === 'settings') found.push({ number: offset, settings: record.settings })
      }
    },
  })
  return found
}

/** Readers ignore a number that is not above the one in force, so a copy may be repeated. */
async function copy({ deployment, partitions, producer }: SettingsRequest, { number, settings }: NumberedSettings): Promise<void> {
  const value = encodeTimeline({
    kind: 'SETTINGS', topic: 'settings', partition: 0, epoch: 0, offset: number, number: 0, timestamp: 0, schema: 0,
    sentiment: null, emotions: [], effort: null, event: encodeSettingsRecord({ kind: 'settings', settings }),
  })
  await producer.send((['timeline', 'by-contact'] as const).flatMap((name) =>
    Array.from({ length: partitions.get(name)! }, (_, partition) => ({ topic: topicOf(deployment, name), partition, key: null, value }))))
}
