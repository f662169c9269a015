import { openRegistry } from '../shared/avro/registry.ts'
import { serveHealth } from '../shared/health.ts'
import { openKafka } from '../shared/kafka/client.ts'
import { openReader } from '../shared/kafka/read.ts'
import { createLog } from '../shared/log.ts'
import { wallClock } from '../shared/playback/clock.ts'
import { findPosition, savePosition } from '../shared/playback/position.ts'
import { openPublisher } from '../shared/playback/publisher.ts'
import { openUptake } from '../shared/playback/uptake.ts'
import { Refusal } from '../shared/refusal.ts'
import { runService, type Closing } from '../shared/service.ts'
import { readSettingsLog } from '../shared/settings-log.ts'
import { help, simulatorConfig } from './config.ts'
import { createSimulatorMetrics } from './metrics.ts'
import { playName, simulate } from './pipeline.ts'

const patienceMs = 120_000

let log = createLog('simulator')

/** A live deployment's ticks are those of today: it would see the history as silence, and score the simulated among real accounts. */
const liveDeployment = (deployment: string) => new Refusal(
  `Deployment "${deployment}" is live (its clock is "wall"): the simulator plays history, and goes into a deployment of its own.`,
  'Switch the simulator off with CX_DEMO=off, or start another deployment: CX_DEPLOYMENT=demo CX_CLOCK=log npm start.',
)

async function start(closing: Closing) {
  const config = simulatorConfig(process.env)
  log = createLog('simulator', { level: config.logLevel })
  const { deployment, seed, rate, dataDir } = config
  log.info({ event: 'service.starting', deployment, seed, rate }, 'starting')
  const { metrics, page } = createSimulatorMetrics()
  let missing = ['settings, topics and schemas are not looked up yet']
  closing.add((await serveHealth({ host: config.metricsHost, port: config.metricsPort, missing: () => missing, page, log })).close)

  const kafka = openKafka({ brokers: config.brokers, clientId: `${deployment}-simulator`, log })
  const reader = openReader(kafka, log)
  closing.add(reader.close)
  const { settings } = await readSettingsLog(reader, deployment)
  if (settings?.clock !== 'log') throw liveDeployment(deployment)
  const publisher = await openPublisher({ kafka, registry: openRegistry({ url: config.registryUrl, log }), deployment })
  closing.add(publisher.close)
  const uptake = await openUptake({ admin: kafka.kafka().admin(), deployment, patienceMs })
  closing.add(uptake.close)

  const play = playName(seed)
  const position = await findPosition(reader, dataDir, deployment, play)
  const stop = new AbortController()
  const done = simulate({ seed, rate }, { publisher, uptake, clock: wallClock, position, metrics, log, save: (at) => savePosition(dataDir, deployment, play, at) }, stop.signal)
  closing.add(async () => {
    stop.abort()
    await done.catch(() => {})
  })
  missing = []
  return { done }
}

if (process.argv.includes('--help')) process.stdout.write(help)
else process.exitCode = await runService({ get log() { return log }, start })
