import { maxRecordBytes } from '../shared/avro/decoder.ts'
import { decimal, describeVariables, integer, oneOf, readConfig } from '../shared/config.ts'
import type { ConfigOf } from '../shared/config.ts'
import { logLevels } from '../shared/log.ts'
import { brokers, deployment, metricsHost, metricsPort, registryUrl } from '../shared/variables.ts'

const variables = {
  deployment, brokers, registryUrl,
  text: oneOf('CX_TEXT', ['on', 'off'], { about: 'whether texts and comments are analysed', default: 'on' }),
  maxRecordBytes: integer('CX_MAX_RECORD_BYTES', { about: 'larger input records become failed events', default: maxRecordBytes, min: 1024, max: 1024 * 1024 }),
  maxBatch: integer('CX_ENRICHER_BATCH', { about: 'input records handled at once', default: 2000, min: 1, max: 20_000 }),
  maxFailedRatio: decimal('CX_MAX_FAILED_RATIO', { about: 'stops when more than this share of a topic\'s or source\'s last 1,000 records fail; 1: never', default: 0.5, min: 0, max: 1 }),
  metricsHost, metricsPort,
  logLevel: oneOf('LOG_LEVEL', logLevels, { about: 'what is logged', default: 'info' }),
}

export type EnricherConfig = ConfigOf<typeof variables>

/** The enricher's configuration. Throws one Refusal with all faults. */
export const enricherConfig = (env: NodeJS.ProcessEnv): EnricherConfig => readConfig(env, variables)

export const help = `Reads the input topics, checks every event, analyses texts, and writes the timeline. Several processes share the partitions.

  node services/enricher/main.ts

${describeVariables(variables)}
`
