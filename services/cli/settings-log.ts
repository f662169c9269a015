import { Refusal } from '../shared/refusal.ts'
import { encodeSettingsRecord } from '../shared/settings.ts'
import { readSettingsLog } from '../shared/settings-log.ts'
import { topicOf } from '../topology.ts'
import type { Settings } from '../../core/model/settings.ts'
import type { Decision } from '../shared/settings-log.ts'
import type { Parts } from './context.ts'

/** A deployment's settings and people's decisions. Throws a Refusal where it was never set up. */
export async function readSettings({ config, kafka, reader }: Parts): Promise<{ readonly settings: Settings; readonly decisions: readonly Decision[] }> {
  const admin = kafka.kafka({ retries: 3 }).admin()
  await admin.connect()
  const known = await admin.listTopics().finally(() => admin.disconnect())
  if (!known.includes(topicOf(config.deployment, 'settings'))) throw notSetUp(config.deployment)
  const { settings, decisions } = await readSettingsLog(reader, config.deployment)
  if (settings === null) throw notSetUp(config.deployment)
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
const notSetUp = (deployment: string) => new Refusal(
  `Deployment "${deployment}" is not set up at this Kafka`,
  `Start it: \`${deployment === 'cx' ? '' : `CX_DEPLOYMENT=${deployment} `}npm start\` sets it up. Another deployment is named by CX_DEPLOYMENT.`)
