import { EventDecoder } from '../shared/avro/decoder.ts'
import { openRegistry } from '../shared/avro/registry.ts'
import { openClickHouse } from '../shared/clickhouse.ts'
import { serveHealth } from '../shared/health.ts'
import { openKafka } from '../shared/kafka/client.ts'
import { openReader } from '../shared/kafka/read.ts'
import { runPartitions } from '../shared/kafka/runner.ts'
import { createLog } from '../shared/log.ts'
import { runService, type Closing } from '../shared/service.ts'
import { topicOf } from '../topology.ts'
import { help, notifierConfig } from './config.ts'
import { openDeliveries } from './deliveries.ts'
import { createTableWorker } from './delivery-table.ts'
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
  closing.add((await serveHealth({ host: config.metricsHost, port: config.metricsPort, missing: () => missing(), page, log })).close)
  const client = openKafka({ brokers, clientId: `${deployment}-notifier`, log })
  const reader = openReader(client, log)
  closing.add(reader.close)
  const cluster = client.cluster()
  closing.add(() => cluster.disconnect())
  const topic = topicOf(deployment, 'deliveries')
  const deliveries = openDeliveries(cluster, topic, (await reader.offsets({ topic })).length)
  const clickhouse = openClickHouse({
    url: config.clickhouseUrl, username: config.clickhouseUser, password: config.clickhousePassword, database: deployment, application: 'cx-notifier', timeoutMs: 30_000,
  })
  closing.add(() => clickhouse.close())
  const table = runPartitions({
    client, log, group: `${deployment}-notifier-log`, topics: [topic], batch: { maxRecords: 10_000, maxBytes: 1024 * 1024, lingerMs: 500 },
    worker: (_, partition, context) => createTableWorker({
      of: { topic, partition }, context, clickhouse, log, firstOffset: async () => (await reader.offsets({ topic })).find((each) => each.partition === partition)!.low,
    }),
  })
  closing.add(table.stop)
  const decoder = new EventDecoder({ contract: 'alert', registry: openRegistry({ url: config.registryUrl, log }) })
  const subscribers = runSubscribers({ file, deployment, client, reader, deliveries, smtpUrl, mailFrom, metrics, decoder, log })
  closing.add(subscribers.stop)
  missing = subscribers.missing
  return { done: Promise.all([subscribers.done, table.done]).then(() => new Promise<never>(() => {})) }
}

if (process.argv.includes('--help')) process.stdout.write(help)
// Exits even where a connection is still closing: what was not committed is delivered again.
else process.exit(await runService({ get log() { return log }, start }))
