import { isAbsolute, join } from 'node:path'
import { describeVariables, hostList, integer, oneOf, readConfig, text, url } from '../../services/shared/config.ts'
import { clickhousePassword, clickhouseUser, deployment } from '../../services/shared/variables.ts'

const port = (variable: string, about: string, standard: number) => integer(variable, { about, default: standard, min: 1, max: 65_535 })

const variables = {
  deployment,
  brokers: text('KAFKA_BROKERS', { about: 'brokers to use; empty: start a broker here', default: '' }),
  registryUrl: text('SCHEMA_REGISTRY_URL', { about: 'registry to use; empty: start one here', default: '' }),
  clickhouseUrl: text('CLICKHOUSE_URL', { about: 'ClickHouse to use; empty: start one here', default: '' }),
  clickhouseUser,
  clickhousePassword,
  biUser: text('CX_BI_USER', { about: 'who reads the ClickHouse that is started here with a BI tool', default: 'bi' }),
  biPassword: text('CX_BI_PASSWORD', { about: 'password of that reader; empty: there is none', default: '' }),
  kafkaPort: port('CX_KAFKA_PORT', 'port of the broker that is started here', 9092),
  registryPort: port('CX_REGISTRY_PORT', 'port of the registry that is started here', 8081),
  clickhousePort: port('CX_CLICKHOUSE_PORT', 'port of the ClickHouse that is started here', 8123),
  apiPort: port('API_PORT', 'port of API and console', 8080),
  ingestPort: port('INGEST_PORT', 'port for events over HTTP', 8082),
  demo: oneOf('CX_DEMO', ['on', 'off'], { about: 'whether the simulator runs', default: 'on' }),
  dataDir: text('CX_DATA_DIR', { about: 'where a local run keeps its data', default: '.cx' }),
}

export type LocalConfig = ReturnType<typeof localConfig>

/** Settings of a local run. Addresses that are given are checked here, once, as the services will. Paths are relative to the project's root. */
export function localConfig(env: NodeJS.ProcessEnv) {
  const config = readConfig(env, variables)
  readConfig(env, {
    ...(config.brokers ? { brokers: hostList('KAFKA_BROKERS', { about: variables.brokers.about }) } : {}),
    ...(config.registryUrl ? { registry: url('SCHEMA_REGISTRY_URL', { about: variables.registryUrl.about }) } : {}),
    ...(config.clickhouseUrl ? { clickhouse: url('CLICKHOUSE_URL', { about: variables.clickhouseUrl.about }) } : {}),
  })
  const root = join(import.meta.dirname, '..', '..')
  return { ...config, dataDir: isAbsolute(config.dataDir) ? config.dataDir : join(root, config.dataDir) }
}

export const help = `Runs the whole system on this machine, without Docker, until Ctrl-C. Starts what the environment does not name.

  npm start

${describeVariables(variables)}

The services read the environment, too; each lists its own: node services/NAME/main.ts --help
`
