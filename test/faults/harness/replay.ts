import { Kafka, logLevel } from 'kafkajs'
import { eventually } from '../../helpers/eventually.ts'
import { compareReplay } from '../verifier/replay.ts'
import type { Differences } from '../verifier/differences.ts'
import { openLogs } from '../verifier/log.ts'
import { environmentOf, rootOf, setUp } from './deployment.ts'
import { createFleet } from './fleet.ts'
import type { TrialOptions } from './options.ts'
import type { Parts } from './parts.ts'
import { openPositions } from './positions.ts'

const atOnce = 2000

export interface ReplayNames {
  /** The deployment whose timeline is copied, and the one that it is copied into. */
  readonly first: string
  readonly second: string
  /** Folder of the log files. */
  readonly logs: string
}

/**
 * Copies the timeline into a deployment of its own, byte by byte, lets scorers alone work on it in peace, and compares what they say. Gives how many
 * records were compared.
 */
export async function replay(options: TrialOptions, parts: Parts, { first, second, logs }: ReplayNames, differences: Differences): Promise<number> {
  await setUp(options, parts, second)
  await copyTimeline(parts.brokers, first, second)
  const addressesFor = () => ({ KAFKA_BROKERS: parts.brokers.join(), SCHEMA_REGISTRY_URL: parts.registryUrl, CLICKHOUSE_URL: parts.clickhouseUrl })
  // Other sizes of batches: where they are cut must not show.
  const env = { ...environmentOf(options), CX_SCORER_BATCH: '777' }
  const fleet = createFleet({ root: rootOf(options), logs, deployment: second, env, addressesFor })
  const positions = openPositions(parts.brokers, second)
  try {
    await fleet.add('scorer', 2)
    await eventually(async () => {
      fleet.check()
      return (await positions.of('scorer'))?.lag === 0
    }, { timeoutMs: 600_000, everyMs: 200 })
  } finally {
    await positions.close()
    await fleet.stop()
  }
  return compareReplay(parts.brokers, first, second, differences)
}

/** Set-up has written the settings to the second timeline already, as it did in the first: they stand at offset 0 of each partition. */
async function copyTimeline(brokers: readonly string[], first: string, second: string): Promise<void> {
  const logs = openLogs(brokers)
  const kafka = new Kafka({ brokers: [...brokers], clientId: 'copy', logLevel: logLevel.NOTHING, retry: { retries: 30 } })
  const producer = kafka.producer({ maxInFlightRequests: 1, idempotent: true })
  await producer.connect()
  try {
    for (let partition = 0; partition < await logs.partitions(`${first}.timeline`); partition++) {
      const all = (await logs.all(`${first}.timeline`, partition)).slice(1)
      for (let from = 0; from < all.length; from += atOnce) {
        const messages = all.slice(from, from + atOnce).map(({ key, value }) => ({ partition, key, value }))
        await producer.send({ topic: `${second}.timeline`, acks: -1, messages })
      }
    }
  } finally {
    await producer.disconnect()
    await logs.close()
  }
}
