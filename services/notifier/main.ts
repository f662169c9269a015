import { serveHealth } from '../shared/health.ts'
import { openKafka } from '../shared/kafka/client.ts'
import { openReader } from '../shared/kafka/read.ts'
import { createLog } from '../shared/log.ts'
import { runService, type Closing } from '../shared/service.ts'
import { topicOf } from '../topology.ts'
import { help, notifierConfig } from './config.ts'
import { openDeliveries } from './deliveries.ts'
import { createNotifierMetrics } from './metrics.ts'
import { runSubscribers } from './subscribers.ts'

let log = createLog('notifier')

async function start(closing: Closing) {
  const config = notifierConfig(process.env)
  const { deployment, brokers, webhooksFile: file, smtpUrl, mailFrom } = config
  log = createLog('notifier', { level: config.logLevel })
  log.info({ event: 'service.starting', deployment }, 'starting')
  const { metrics, page } = createNotifierMetrics()
  let missing = (): string[] => ['Kafka has not answered yet']
  closing.add((await serveHealth({ port: config.metricsPort, missing: () => missing(), page, log })).close)
  const client = openKafka({ brokers, clientId: `${deployment}-notifier`, log })
  const reader = openReader(client, log)
  closing.add(reader.close)
  const cluster = client.cluster()
  closing.add(() => cluster.disconnect())
  const topic = topicOf(deployment, 'deliveries')
  const deliveries = openDeliveries(cluster, topic, (await reader.offsets({ topic })).length)
  const subscribers = runSubscribers({ file, deployment, client, reader, deliveries, smtpUrl, mailFrom, metrics, log })
  closing.add(subscribers.stop)
  missing = subscribers.missing
  return { done: subscribers.done.then(() => new Promise<never>(() => {})) }
}

if (process.argv.includes('--help')) process.stdout.write(help)
// Exits even where a connection is still closing: what was not committed is delivered again.
else process.exit(await runService({ get log() { return log }, start }))
