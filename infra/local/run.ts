import { fileURLToPath } from 'node:url'
import { readKeys } from '../../services/shared/access/keys.ts'
import { readConfig } from '../../services/shared/config.ts'
import { keysFile, oidcIssuer } from '../../services/shared/variables.ts'
import { addressTable, type Address } from './addresses.ts'
import type { LocalConfig } from './config.ts'
import { buildConsole } from './console.ts'
import { openDataFolder, type DataFolder } from './data-folder.ts'
import { daily } from './daily.ts'
import { ownParts } from './parts.ts'
import { requireFreePort } from './ports.ts'
import { inWords, type Report } from './report.ts'
import { runSetUp } from './set-up.ts'
import { startParts } from './start-parts.ts'
import { startServices } from './start-services.ts'
import { localServices, type ServiceRun } from './services.ts'
import { stopInOrder, type Stoppable } from './stopping.ts'
import { watch } from './watch.ts'
import type { Screen } from './screen.ts'

export interface LocalRun {
  readonly config: LocalConfig
  readonly env: NodeJS.ProcessEnv
  readonly screen: Screen
  readonly report: Report
  /** Ends the run: everything is stopped in order. */
  readonly signal: AbortSignal
}

/** What the demo company wants to reach. */
const demoGoals = fileURLToPath(new URL('../../services/simulator/goals.yaml', import.meta.url))

/** All of a stop, within 15 s: services finish what they have in hand, then ClickHouse, registry and Kafka close their files. */
const stopLimits = { totalMs: 14_000, eachMs: 4000, reserveMs: 800 }

/** Runs the system on this machine until the signal. Throws what kept it from starting, after stopping what already ran. */
export async function runLocally(run: LocalRun): Promise<void> {
  const data = openDataFolder(run.config.dataDir)
  const running: Stoppable[] = []
  try {
    await start(run, data, running)
    await aborted(run.signal)
  } catch (error) {
    if (!run.signal.aborted) throw error
  } finally {
    if (run.signal.aborted) run.report.progress('stopping')
    await stopInOrder(running.reverse(), stopLimits)
    data.release()
  }
}

async function start({ config, env: given, screen, report, signal }: LocalRun, data: DataFolder, running: Stoppable[]): Promise<void> {
  const parts = ownParts(config, data, given)
  for (const part of parts) await requireFreePort(part.port, part.name, part.variable)
  await requireFreePort(config.apiPort, 'API and console', 'API_PORT')
  await requireFreePort(config.ingestPort, 'Ingest over HTTP', 'INGEST_PORT')
  // While Kafka starts there is nothing to do but wait.
  const [own] = await Promise.all([startParts(parts, { data, report, signal, running }), buildConsole()])
  const demo = config.demo === 'on'
  // The simulator plays months of history; they are scored as if live only where the log's own time is the clock.
  const env = { ...given, ...own, CX_CLOCK: given['CX_CLOCK'] || (demo ? 'log' : 'wall'), CX_GOALS: given['CX_GOALS'] || (demo ? demoGoals : '') }
  const setUp = { env, logFile: data.log('setup'), say: report.progress, signal }
  await runSetUp(setUp)
  const { runs, refused } = await startServices({ env, data, report, signal, running, services: localServices.filter((name) => demo || name !== 'simulator') })
  for (const line of ['', ...addressTable(addressesOf(config, env, runs, data)), '']) report.plain(line)
  if (refused.length === 0) report.plain(`ready in ${report.seconds()} s; Ctrl-C stops everything`)
  else report.plain(`not ready: ${refused.join(', ')} refused to start (see above); everything else runs, Ctrl-C stops it`)
  daily(() => runSetUp({ ...setUp, settingsOnly: true }), (error) => report.trouble(inWords(error)), signal)
  watch({ env, deployment: config.deployment, runs, screen, signal, logFile: data.log('start') })
}

function addressesOf(config: LocalConfig, env: NodeJS.ProcessEnv, runs: readonly ServiceRun[], data: DataFolder): Address[] {
  return [
    { name: 'Kafka', address: env['KAFKA_BROKERS'] ?? '' },
    { name: 'Schema registry', address: env['SCHEMA_REGISTRY_URL'] ?? '' },
    { name: 'ClickHouse', address: env['CLICKHOUSE_URL'] ?? '', note: `database ${config.deployment}` },
    { name: 'API and console', address: `http://127.0.0.1:${config.apiPort}`, note: loginNote(env) },
    { name: 'Ingest over HTTP', address: `http://127.0.0.1:${config.ingestPort}`, note: loginNote(env) },
    ...runs.map((run) => ({ name: run.name, address: run.url(), note: '/health/ready  /metrics' })),
    { name: 'Data and logs', address: data.path },
  ]
}

/** Whether whoever calls is asked who they are, as the services decide it. */
function loginNote(env: NodeJS.ProcessEnv): string {
  const { keysFile: file, oidcIssuer: issuer } = readConfig(env, { keysFile, oidcIssuer })
  return issuer !== '' || readKeys(file).length > 0 ? 'asks for an API key' : 'no login, for this machine only; npm run cx -- keys create makes keys'
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve())
  })
