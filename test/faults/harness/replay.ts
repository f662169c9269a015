import { eventually } from '../../helpers/eventually.ts'
import { compareReplay, outputs } from '../verifier/replay.ts'
import type { Differences } from '../verifier/differences.ts'
import { environmentOf, rootOf, runToEnd } from './deployment.ts'
import { createFleet } from './fleet.ts'
import type { TrialOptions } from './options.ts'
import type { Parts } from './parts.ts'
import { openPositions } from './positions.ts'

export interface ReplayNames {
  /** The deployment whose archive is replayed, and the one that it is replayed into. */
  readonly first: string
  readonly second: string
  /** Folder of the log files. */
  readonly logs: string
}

/**
 * Replays what ClickHouse has archived of the timeline into a deployment of its own, lets scorers alone work on it in peace, and compares the timelines and what the scorers say.
 * Gives how many records were compared; none where the archive cannot be replayed, which is a difference.
 */
export async function replay(options: TrialOptions, parts: Parts, { first, second, logs }: ReplayNames, differences: Differences): Promise<number> {
  try {
    await runToEnd(options, parts, first, ['cli', 'replay', 'clickhouse', '--into', second])
  } catch (error) {
    differences.add('the archived timeline can be replayed', (error as Error).message)
    return 0
  }
  const before = differences.total
  const timeline = await compareReplay(parts.brokers, [first, second], ['timeline'], differences)
  // Of another timeline a scorer may not come to the end.
  if (differences.total > before) return timeline
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
  return timeline + await compareReplay(parts.brokers, [first, second], outputs, differences)
}
