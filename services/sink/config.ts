import { describeVariables, duration, integer, oneOf, readConfig } from '../shared/config.ts'
import type { ConfigOf } from '../shared/config.ts'
import { logLevels } from '../shared/log.ts'
import { brokers, clickhousePassword, clickhouseUrl, clickhouseUser, deployment, metricsHost, metricsPort, registryUrl } from '../shared/variables.ts'

const variables = {
  deployment, brokers, registryUrl, clickhouseUrl, clickhouseUser, clickhousePassword,
  lingerMs: duration('CX_SINK_LINGER', { about: 'how long to wait for a batch to fill: the price of fewer, larger inserts is age', default: '500ms' }),
  maxRecords: integer('CX_SINK_BATCH', { about: 'records of a batch at most', default: 50_000, min: 1, max: 500_000 }),
  archive: oneOf('CX_ARCHIVE', ['on', 'off'], { about: 'whether the timeline is kept in ClickHouse beyond Kafka\'s retention, with the personal data in it, for `cx replay clickhouse`', default: 'on' }),
  archiveLingerMs: duration('CX_ARCHIVE_LINGER', { about: 'the same as CX_SINK_LINGER for the timeline\'s archive, for which nobody waits', default: '2s' }),
  metricsHost, metricsPort,
  logLevel: oneOf('LOG_LEVEL', logLevels, { about: 'what is logged', default: 'info' }),
}

export type SinkConfig = ConfigOf<typeof variables>

/** The sink's configuration. Throws one Refusal with all faults. */
export const sinkConfig = (env: NodeJS.ProcessEnv): SinkConfig => readConfig(env, variables)

export const help = `Stores interactions, scores, alerts, failed events and the timeline in ClickHouse, each exactly once. Several processes share the partitions.

  node services/sink/main.ts

${describeVariables(variables)}
`
