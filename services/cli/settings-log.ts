import type { Settings } from '../../core/model/settings.ts'
import { topicOf } from '../topology.ts'
import { Refusal } from '../shared/refusal.ts'
import { encodeSettingsRecord, parseSettingsRecord } from '../shared/settings.ts'
import type { SettingsRecord } from '../shared/settings.ts'
import type { Parts } from './context.ts'

/** What the command line appends to a deployment's settings topic: decisions of people. */
export type Decision = Exclude<SettingsRecord, { kind: 'settings' }>

/** What stands in a deployment's settings topic, in order. */
export interface SettingsLog {
  /** The settings that were set up last; null where nothing is set up. */
  readonly settings: Settings | null
  readonly decisions: readonly Decision[]
}

/** Reads the settings topic from its start to its end. Throws a Refusal where the deployment was never set up. */
export async function readSettingsLog({ config, kafka, reader }: Parts): Promise<SettingsLog> {
  const topic = topicOf(config.deployment, 'settings')
  const admin = kafka.kafka({ retries: 3 }).admin()
  await admin.connect()
  const known = await admin.listTopics().finally(() => admin.disconnect())
  if (!known.includes(topic)) throw notSetUp(config.deployment)
  let settings: Settings | null = null
  const decisions: Decision[] = []
  await reader.readPartition({
    topic, partition: 0, from: 'earliest', until: 'end', onRecords: (records) => {
      for (const { value } of records) {
        const record = parseSettingsRecord(value!)
        if (record.kind === 'settings') settings = record.settings
        else decisions.push(record)
      }
    },
  })
  return { settings, decisions }
}

/** Appends decisions to the settings topic, in order; resolves when they are stored. */
export async function appendDecisions({ config, kafka }: Parts, decisions: readonly Decision[]): Promise<void> {
  const producer = kafka.kafka().producer({ idempotent: true, maxInFlightRequests: 1 })
  await producer.connect()
  try {
    const messages = decisions.map((decision) => ({ value: encodeSettingsRecord(decision), partition: 0 }))
    await producer.send({ topic: topicOf(config.deployment, 'settings'), acks: -1, messages })
  } finally {
    await producer.disconnect()
  }
}

/** Says how a deployment is set up. */
export const notSetUp = (deployment: string) => new Refusal(
  `Deployment "${deployment}" is not set up at this Kafka`,
  `Start it: \`${deployment === 'cx' ? '' : `CX_DEPLOYMENT=${deployment} `}npm start\` sets it up. Another deployment is named by CX_DEPLOYMENT.`)
