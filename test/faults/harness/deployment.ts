import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TrialOptions } from './options.ts'
import type { Parts } from './parts.ts'

const run = promisify(execFile)
const here = join(import.meta.dirname, '..', '..', '..')

/** Where services/ lies in a run. */
export const rootOf = ({ root }: TrialOptions): string => root ?? here

/** Small batches, so that there are many moments between two of them; larger ones where there is much to do. */
export function environmentOf({ events, clock }: TrialOptions): NodeJS.ProcessEnv {
  const size = Math.min(20, Math.max(1, Math.round(events / 25_000)))
  return {
    ...process.env, NODE_ENV: 'production', CX_CLOCK: clock, CX_TEXT: 'on',
    CX_INPUT_PARTITIONS: '3', CX_TIMELINE_PARTITIONS: '4', CX_BY_CONTACT_PARTITIONS: '2',
    CX_TICK_INTERVAL: '10s', CX_ENRICHER_BATCH: String(100 * size), CX_RESOLVER_BATCH: String(50 * size), CX_SCORER_BATCH: String(200 * size),
    CX_SINK_BATCH: String(500 * size), CX_SINK_LINGER: size > 4 ? '300ms' : '100ms', CX_ARCHIVE_LINGER: '300ms',
  }
}

/** Runs the real set-up job. */
export const setUp = (options: TrialOptions, parts: Parts, deployment: string): Promise<void> => runToEnd(options, parts, deployment, ['setup'])

/** Runs something of services/ to its end, for a deployment. Throws with what it said where it fails. */
export async function runToEnd(options: TrialOptions, parts: Parts, deployment: string, [service, ...args]: readonly [service: 'setup' | 'cli', ...args: string[]]): Promise<void> {
  const env = {
    ...environmentOf(options), CX_DEPLOYMENT: deployment,
    KAFKA_BROKERS: parts.brokers.join(), SCHEMA_REGISTRY_URL: parts.registryUrl, CLICKHOUSE_URL: parts.clickhouseUrl,
  }
  await run(process.execPath, [join(rootOf(options), 'services', service, 'main.ts'), ...args], { env }).catch((error: { stdout?: string; stderr?: string }) => {
    throw new Error(`${service} failed: ${error.stdout ?? ''}${error.stderr ?? ''}`)
  })
}
