import type { GoalSection } from '../../core/model/model-file.ts'
import { setGoals } from '../../infra/clickhouse/goals.ts'
import { migrate } from '../../infra/clickhouse/migrate.ts'
import { setRetention } from '../../infra/clickhouse/retention.ts'
import { openRegistry } from '../shared/avro/registry.ts'
import { exitCodeFor } from '../shared/ending.ts'
import { openKafka } from '../shared/kafka/client.ts'
import { createLog } from '../shared/log.ts'
import { Refusal } from '../shared/refusal.ts'
import { help, setupConfig } from './config.ts'
import { setUp } from './set-up.ts'

let log = createLog('setup')

async function main(args: readonly string[]): Promise<void> {
  const unknown = args.find((arg) => arg !== '--settings-only')
  if (unknown !== undefined) throw new Refusal(`unknown option ${unknown}`, 'See --help for what there is.', 64)
  const config = setupConfig(process.env)
  log = createLog('setup', { level: config.logLevel })
  const { clickhouseUrl: url, clickhouseUser: username, clickhousePassword: password, deployment: database } = config
  const parts = {
    kafka: openKafka({ brokers: config.brokers, clientId: `${config.deployment}-setup`, log }),
    registry: openRegistry({ url: config.registryUrl, log }),
    clickhouse: {
      ping: async () => { await (await fetch(`${url}/ping`, { signal: AbortSignal.timeout(5000) })).text() },
      migrate: async (runningSinks: () => Promise<number>) => {
        await migrate({ url, username, password, database, log, runningSinks })
        await setRetention({ url, username, password, database, log }, config.retention)
      },
      setGoals: (goals: readonly GoalSection[]) => setGoals({ url, username, password, database }, goals),
    },
    log,
  }
  await setUp(config, parts, { settingsOnly: args.includes('--settings-only') })
  log.info({ event: 'service.stopped' }, 'set-up done')
}

const args = process.argv.slice(2)
if (args.includes('--help')) {
  process.stdout.write(help)
} else {
  await main(args).catch((error: unknown) => { process.exitCode = exitCodeFor(error, log) })
}
