import type { TestProject } from 'vitest/node'
import { buildConsole } from '../../infra/local/console.ts'
import { dockerAnswers, startContainers } from './containers.ts'
import { startLocalParts } from './local-parts.ts'

/** The parts that integration tests run against: `inject('parts')`. Shared by all files, so names of topics and databases are unique per file. */
export interface Parts {
  /** host:port. */
  readonly brokers: string[]
  /** Root of the Confluent API. */
  readonly registryUrl: string
  readonly clickhouseUrl: string
  readonly mode: 'docker' | 'local'
}

/** Which parts are to be started; those that the environment names already run. */
export interface Wanted {
  readonly kafka: boolean
  readonly registry: boolean
  readonly clickhouse: boolean
}

/** Started parts; addresses of those that were not wanted are absent. */
export interface StartedParts {
  readonly brokers?: string
  readonly registryUrl?: string
  readonly clickhouseUrl?: string
  stop(): Promise<void>
}

declare module 'vitest' {
  interface ProvidedContext {
    parts: Parts
  }
}

/** vitest's global set-up: uses what KAFKA_BROKERS, SCHEMA_REGISTRY_URL and CLICKHOUSE_URL name, starts the rest, and gives back what stops it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { KAFKA_BROKERS: brokers, SCHEMA_REGISTRY_URL: registryUrl, CLICKHOUSE_URL: clickhouseUrl } = process.env
  const wanted = { kafka: !brokers, registry: !registryUrl, clickhouse: !clickhouseUrl }
  const since = performance.now()
  // Once for all files, so that no two build it at the same time.
  await buildConsole()
  const mode = (await dockerAnswers()) ? 'docker' : 'local'
  const started = mode === 'docker' ? await startContainers(wanted) : await startLocalParts(wanted)
  const parts = {
    brokers: (brokers || started.brokers || '').split(','),
    registryUrl: registryUrl || started.registryUrl || '',
    clickhouseUrl: clickhouseUrl || started.clickhouseUrl || '',
    mode,
  } as const
  project.provide('parts', parts)
  const seconds = ((performance.now() - since) / 1000).toFixed(1)
  const how = mode === 'docker' ? 'in containers' : 'as local processes (no Docker engine answers)'
  console.log(`parts ready in ${seconds} s, ${how}: Kafka ${parts.brokers}, registry ${parts.registryUrl}, ClickHouse ${parts.clickhouseUrl}`)
  return () => started.stop()
}
