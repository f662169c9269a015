import type { KafkaClient } from '../shared/kafka/client.ts'
import type { LogReader } from '../shared/kafka/read.ts'
import type { Registry } from '../shared/avro/registry.ts'
import type { CliConfig } from './config.ts'
import type { Terminal } from './terminal.ts'

/** The parts of the deployment that the environment names, and the environment's configuration. */
export interface Parts {
  readonly config: CliConfig
  readonly kafka: KafkaClient
  readonly registry: Registry
  readonly reader: LogReader
}

/** What a command is given. */
export interface Context {
  readonly terminal: Terminal
  /** Aborted by Ctrl-C: finish what is in hand and say how to go on. */
  readonly signal: AbortSignal
  readonly env: NodeJS.ProcessEnv
  /** Throws a Refusal where the environment is wrong. */
  config(): CliConfig
  /** Runs a command's work with the deployment's parts, and closes them after it. Throws a Refusal where Kafka does not answer. */
  withParts<T>(work: (parts: Parts) => Promise<T>): Promise<T>
}
