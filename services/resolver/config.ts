import { describeVariables, integer, oneOf, readConfig } from '../shared/config.ts'
import type { ConfigOf } from '../shared/config.ts'
import { logLevels } from '../shared/log.ts'
import { brokers, deployment, metricsHost, metricsPort, registryUrl } from '../shared/variables.ts'

const variables = {
  deployment, brokers, registryUrl,
  maxBatch: integer('CX_RESOLVER_BATCH', { about: 'output records written at once at most', default: 2000, min: 1, max: 20_000 }),
  metricsHost, metricsPort,
  logLevel: oneOf('LOG_LEVEL', logLevels, { about: 'what is logged', default: 'info' }),
}

export type ResolverConfig = ConfigOf<typeof variables>

/** The resolver's configuration. Throws one Refusal with all faults. */
export const resolverConfig = (env: NodeJS.ProcessEnv): ResolverConfig => readConfig(env, variables)

export const help = `Finds the account of events that name only a contact, and holds them until it is known. Several processes share the partitions.

  node services/resolver/main.ts

${describeVariables(variables)}
`
