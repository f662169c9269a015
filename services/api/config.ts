import { describeVariables, integer, oneOf, readConfig, text } from '../shared/config.ts'
import type { ConfigOf } from '../shared/config.ts'
import { logLevels } from '../shared/log.ts'
import { brokers, clickhousePassword, clickhouseUrl, clickhouseUser, deployment, keysFile, trustedProxies, oidcAudience, oidcIssuer, oidcRoleClaim, metricsHost, metricsPort, registryUrl } from '../shared/variables.ts'

const variables = {
  deployment, brokers, registryUrl, clickhouseUrl, clickhouseUser, clickhousePassword,
  host: text('API_HOST', { about: 'address that the api listens on; any but one of this machine alone needs API keys or an issuer', default: '127.0.0.1' }),
  port: integer('API_PORT', { about: 'port of the api', default: 8080, min: 0, max: 65_535 }),
  perMinute: integer('API_RATE_LIMIT', { about: 'requests a minute and caller that the api answers', default: 6000, min: 1, max: 100_000_000 }),
  keysFile, trustedProxies, oidcIssuer, oidcAudience, oidcRoleClaim,
  metricsHost, metricsPort,
  logLevel: oneOf('LOG_LEVEL', logLevels, { about: 'what is logged', default: 'info' }),
}

export type ApiConfig = ConfigOf<typeof variables>

/** The api's configuration. Throws one Refusal with all faults. */
export const apiConfig = (env: NodeJS.ProcessEnv): ApiConfig => readConfig(env, variables)

export const help = `Answers questions about accounts, scores and alerts over HTTP, from ClickHouse; streams alerts and takes actions on them, from and to Kafka.

  node services/api/main.ts

${describeVariables(variables)}
`
