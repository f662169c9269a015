import { describeVariables, integer, oneOf, readConfig } from '../shared/config.ts'
import type { ConfigOf } from '../shared/config.ts'
import { logLevels } from '../shared/log.ts'
import { brokers, deployment, metricsHost, metricsPort, registryUrl } from '../shared/variables.ts'

const variables = {
  deployment, brokers, registryUrl,
  maxBatch: integer('CX_SCORER_BATCH', { about: 'output records a transaction holds at most', default: 20_000, min: 1, max: 20_000 }),
  metricsHost, metricsPort,
  logLevel: oneOf('LOG_LEVEL', logLevels, { about: 'what is logged', default: 'info' }),
}

export type ScorerConfig = ConfigOf<typeof variables>

/** The scorer's configuration. Throws one Refusal with all faults. */
export const scorerConfig = (env: NodeJS.ProcessEnv): ScorerConfig => readConfig(env, variables)

export const help = `Scores the timeline: interactions, scores and alerts, exactly once. Several processes share the partitions.

  node services/scorer/main.ts

${describeVariables(variables)}
`
