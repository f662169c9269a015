import { parseRetention, retentionForm, type Retention } from '../../infra/clickhouse/retention.ts'
import { describeVariables, duration, integer, oneOf, readConfig, text } from '../shared/config.ts'
import type { ConfigOf, Variable } from '../shared/config.ts'
import { logLevels } from '../shared/log.ts'
import { brokers, clickhousePassword, clickhouseUrl, clickhouseUser, deployment, registryUrl } from '../shared/variables.ts'
import { defaultPartitions } from '../topology.ts'

const partitions = (variable: string, about: string, standard: number) => integer(variable, { about, default: standard, min: 1, max: 1000 })

const retention: Variable<Retention> = { variable: 'CX_RETENTION', about: 'how long ClickHouse keeps rows; tables that are not named stay as they are', default: '', form: retentionForm, parse: parseRetention }

const variables = {
  deployment, brokers, registryUrl, clickhouseUrl, clickhouseUser, clickhousePassword,
  model: text('CX_MODEL', { about: 'path of the scoring model; empty: the shipped one', default: '' }),
  goals: text('CX_GOALS', { about: 'path of a file of goals beside those of the model; empty: none', default: '' }),
  clock: oneOf('CX_CLOCK', ['wall', 'log'], { about: 'where the time of ticks comes from; fixed for the deployment\'s life', default: 'wall' }),
  tickIntervalMs: duration('CX_TICK_INTERVAL', { about: 'interval of ticks', default: 'PT10S' }),
  inputPartitions: partitions('CX_INPUT_PARTITIONS', 'partitions of each input topic', defaultPartitions.input),
  timelinePartitions: partitions('CX_TIMELINE_PARTITIONS', 'partitions of timeline, outputs and state; fixed for life', defaultPartitions.timeline),
  byContactPartitions: partitions('CX_BY_CONTACT_PARTITIONS', 'partitions of by-contact and its state; fixed for life', defaultPartitions.byContact),
  waitMs: duration('CX_SETUP_WAIT', { about: 'how long to wait for Kafka, registry and ClickHouse to start', default: 'PT2M' }),
  retention,
  logLevel: oneOf('LOG_LEVEL', logLevels, { about: 'what is logged', default: 'info' }),
}

export type SetupConfig = ConfigOf<typeof variables>

/** The set-up job's configuration. Throws one Refusal with all faults. */
export const setupConfig = (env: NodeJS.ProcessEnv): SetupConfig => readConfig(env, variables)

export const help = `Prepares Kafka, the schema registry and ClickHouse for a deployment, and writes its settings. May be repeated at any time.

  node services/setup/main.ts [--settings-only]

  --settings-only  only the settings: append them when they changed, copy the latest to every partition of timeline and by-contact

${describeVariables(variables)}
`
