import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PartFailed, startPart, untilReady, type Part } from './part.ts'
import { freePort, loopback } from './ports.ts'
import { classPath } from './tools.ts'

export interface KafkaOptions {
  /** The `java` program. */
  readonly java: string
  /** The folder of the broker's jars. */
  readonly jars: string
  /** Where the broker keeps its log; made and formatted when it is new. */
  readonly data: string
  /** For clients, on 127.0.0.1. */
  readonly port: number
  readonly logFile: string
  /** Java heap, as `-Xmx` takes it. */
  readonly heap?: string
  /** The full compiler, which is faster once it is warm; without it the broker starts faster and stays smaller. */
  readonly fullCompiler?: boolean
  /** Of the broker, beside those that every one has. */
  readonly settings?: Readonly<Record<string, string>>
  /** More listeners on 127.0.0.1, each with the port that its clients are told to come back to: that of a proxy in front of it. */
  readonly listeners?: readonly { readonly port: number; readonly advertisedPort: number }[]
  /** Gives the start up. */
  readonly signal?: AbortSignal
}

export interface RunningKafka {
  readonly part: Part
  /** host:port. */
  readonly url: string
}

/** Options of a small broker that starts fast; for benchmarks another heap and the full compiler are better. One that is out of memory ends, where it would go on with some of its threads. */
const jvm = (heap: string, fullCompiler: boolean): string[] => [`-Xmx${heap}`, '-XX:+UseSerialGC', '-XX:+ExitOnOutOfMemoryError', ...(fullCompiler ? [] : ['-XX:TieredStopAtLevel=1']), '-Xshare:auto']

/** Of every one-node broker, whoever starts it; addresses and folders come on top. */
export const brokerSettings: Readonly<Record<string, string>> = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.listener.names': 'CONTROLLER',
  'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
  // Topics are made by the set-up job, with their settings; a misspelt name shall fail.
  'auto.create.topics.enable': 'false',
  'group.initial.rebalance.delay.ms': '0',
  // One node: nothing to replicate to, and few internal partitions to open at each start.
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '4',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '4',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'share.coordinator.state.topic.num.partitions': '1',
  'min.insync.replicas': '1',
  // Else 128 MB at start.
  'log.cleaner.dedupe.buffer.size': '4194304',
  // Without these two a restart after a kill waits 12 s for the former registration to expire.
  'broker.session.timeout.ms': '2000',
  'broker.heartbeat.interval.ms': '500',
  'num.network.threads': '2',
  'num.io.threads': '4',
  'background.threads': '2',
}

/** Starts a one-node broker on its data folder and waits until it serves. */
export async function startKafka(options: KafkaOptions): Promise<RunningKafka> {
  const { java, data, port, jars, logFile, signal, heap = '256m', fullCompiler = false, listeners = [], settings = {} } = options
  mkdirSync(data, { recursive: true })
  const properties = join(data, 'server.properties')
  writeFileSync(properties, serverProperties({ data, port, controllerPort: await freePort(), listeners, settings }))
  const logging = `-Dlog4j2.configurationFile=${join(import.meta.dirname, 'kafka', 'log4j2.properties')}`
  const base = [...jvm(heap, fullCompiler), logging, '-cp', classPath(jars)]
  if (!existsSync(join(data, 'log', 'meta.properties'))) await format(java, [...base, 'kafka.tools.StorageTool', 'format', '-c', properties], logFile)
  const part = await startPart({ name: 'Kafka', command: java, args: [...base, 'kafka.Kafka', properties], logFile })
  await untilReady(part, () => part.output().includes('Kafka Server started'), { signal })
  return { part, url: `${loopback}:${port}` }
}

/** A cluster's id from a UUID: its bytes in base64. The first bit is cleared: an id that begins with `-` would be taken for an option. */
export function clusterId(uuid: string): string {
  const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex')
  bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0)
  return bytes.toString('base64url')
}

/** Makes an empty data folder a broker's. */
async function format(java: string, args: string[], logFile: string): Promise<void> {
  const tool = await startPart({ name: 'Kafka', command: java, args: [...args, '-t', clusterId(randomUUID())], logFile })
  const { code } = await tool.ended
  if (code !== 0) throw new PartFailed(tool, 'Kafka could not format its data folder')
}

/** The controller's port is of no interest to clients; the voter is configured, not stored, so that it may be another one each time. */
function serverProperties({ data, port, controllerPort, listeners, settings }: Required<Pick<KafkaOptions, 'data' | 'port' | 'listeners' | 'settings'>> & { controllerPort: number }): string {
  const further = listeners.map((each, index) => ({ name: `FURTHER${index + 1}`, ...each }))
  const all: Record<string, string> = {
    ...brokerSettings,
    ...settings,
    'listener.security.protocol.map': [brokerSettings['listener.security.protocol.map'], ...further.map(({ name }) => `${name}:PLAINTEXT`)].join(),
    'controller.quorum.voters': `1@${loopback}:${controllerPort}`,
    'listeners': [`PLAINTEXT://${loopback}:${port}`, `CONTROLLER://${loopback}:${controllerPort}`, ...further.map((each) => `${each.name}://${loopback}:${each.port}`)].join(),
    'advertised.listeners': [`PLAINTEXT://${loopback}:${port}`, ...further.map((each) => `${each.name}://${loopback}:${each.advertisedPort}`)].join(),
    'log.dirs': join(data, 'log'),
  }
  return Object.entries(all).map(([key, value]) => `${key}=${value}\n`).join('')
}
