import { describeVariables, integer, oneOf, readConfig, text } from '../shared/config.ts'
import type { ConfigOf } from '../shared/config.ts'
import { logLevels } from '../shared/log.ts'
import { brokers, deployment, keysFile, metricsHost, metricsPort, registryUrl, trustedProxies } from '../shared/variables.ts'

const variables = {
  deployment, brokers, registryUrl,
  host: text('INGEST_HOST', { about: 'address that the ingest service listens on; any but one of this machine alone needs API keys', default: '127.0.0.1' }),
  port: integer('INGEST_PORT', { about: 'port of the ingest service', default: 8082, min: 0, max: 65_535 }),
  perMinute: integer('INGEST_RATE_LIMIT', { about: 'requests a minute and caller that are taken', default: 600_000, min: 1, max: 100_000_000 }),
  keysFile, trustedProxies,
  maxBodyBytes: integer('CX_INGEST_MAX_BODY', { about: 'largest body of a request, bytes, unpacked', default: 8 * 1024 * 1024, min: 1024, max: 256 * 1024 * 1024 }),
  maxWaitingBytes: integer('CX_INGEST_MAX_WAITING', { about: 'bytes that may wait for Kafka before requests are answered 429', default: 64 * 1024 * 1024, min: 1024, max: 1024 * 1024 * 1024 }),
  mappings: text('CX_INGEST_MAPPINGS', { about: 'folder of further mapping files for webhooks of other tools', default: '' }),
  hookSecrets: text('CX_INGEST_HOOK_SECRETS', { about: 'secrets that other tools sign their webhooks with: name=secret,…', default: '' }),
  metricsHost, metricsPort,
  logLevel: oneOf('LOG_LEVEL', logLevels, { about: 'what is logged', default: 'info' }),
}

export type IngestConfig = ConfigOf<typeof variables>

/** The configuration of the ingest service. Throws one Refusal with all faults. */
export const ingestConfig = (env: NodeJS.ProcessEnv): IngestConfig => readConfig(env, variables)

export const help = `Takes events over HTTP and writes them to the input topics.

  node services/ingest/main.ts

${describeVariables(variables)}
`
