import type { Settings } from '../../core/model/settings.ts'
import { topicOf } from '../topology.ts'
import type { LogReader } from './kafka/read.ts'
import { parseSettingsRecord } from './settings.ts'
import type { SettingsRecord } from './settings.ts'

/** What people decided about a running deployment. */
export type Decision = Exclude<SettingsRecord, { kind: 'settings' | 'begun' }>

/** What stands in a deployment's settings topic. */
export interface SettingsLog {
  /** The settings that were set up last; null where nothing is set up yet. */
  readonly settings: Settings | null
  /** In the order in which they were made. */
  readonly decisions: readonly Decision[]
}

/** Reads the settings topic from its start to its end. Rejects where the topic does not exist. */
export async function readSettingsLog(reader: LogReader, deployment: string): Promise<SettingsLog> {
  let settings: Settings | null = null
  const decisions: Decision[] = []
  await reader.readPartition({
    topic: topicOf(deployment, 'settings'), partition: 0, from: 'earliest', until: 'end', onRecords: (records) => {
      for (const { value } of records) {
        const record = parseSettingsRecord(value!)
        if (record.kind === 'settings') settings = record.settings
        else if (record.kind !== 'begun') decisions.push(record)
      }
    },
  })
  return { settings, decisions }
}
