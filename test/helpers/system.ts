import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ContractName } from '../../schemas/contracts.ts'
import { startPart, type Part } from '../../infra/local/part.ts'
import { freePort } from '../../infra/local/ports.ts'
import { contractType } from '../../services/shared/avro/published.ts'
import { openKafka } from '../../services/shared/kafka/client.ts'
import { groupOffsets } from '../../services/shared/kafka/group-offsets.ts'
import type { LogRecord } from '../../services/shared/kafka/log-record.ts'
import { openReader } from '../../services/shared/kafka/read.ts'
import { topicOf, topics, type ServiceName, type TopicName } from '../../services/topology.ts'
import { eventually } from './eventually.ts'
import { unique } from './names.ts'
import type { Parts } from './parts.ts'
import { keptLog } from './silent-log.ts'

const root = join(import.meta.dirname, '..', '..')
const run = promisify(execFile)

/** One service as a process of its own, as a supervisor would run it. */
export interface RunningService {
  readonly part: Part
  readonly url: string
  /** SIGKILL, unless told otherwise; resolves when the process is gone (at once for SIGSTOP and SIGCONT). */
  kill(signal?: NodeJS.Signals): Promise<void>
  ready(): Promise<void>
  /** Sum of a metric over its labels; throws where the service has none of that name. */
  metric(name: string, labels?: string): Promise<number>
}

/** A deployment of its own on the shared parts, set up by the real job; services are real processes. Everything ends with `stop`. */
export async function createSystem(parts: Parts, env: Record<string, string> = {}) {
  const deployment = unique('sys')
  const logs = mkdtempSync(join(tmpdir(), `cx-${deployment}-`))
  const environment = {
    ...process.env, CX_DEPLOYMENT: deployment, KAFKA_BROKERS: parts.brokers.join(','), SCHEMA_REGISTRY_URL: parts.registryUrl, CLICKHOUSE_URL: parts.clickhouseUrl,
    CX_CLOCK: 'log', CX_TEXT: 'off', CX_INPUT_PARTITIONS: '2', CX_TIMELINE_PARTITIONS: '2', CX_BY_CONTACT_PARTITIONS: '2', ...env,
  }
  const running = new Set<Part>()
  const log = keptLog()
  const client = openKafka({ brokers: parts.brokers, clientId: `${deployment}-test`, log })
  const reader = openReader(client, log)

  const setUp = (more: Record<string, string> = {}) =>
    run(process.execPath, [join(root, 'services/setup/main.ts')], { env: { ...environment, ...more } }).catch((error: { stdout?: string; stderr?: string }) => {
      throw new Error(`set-up failed: ${error.stdout ?? ''}${error.stderr ?? ''}`)
    })

  let starts = 0
  async function start(name: ServiceName, more: Record<string, string> = {}, main = join(root, 'services', name, 'main.ts')): Promise<RunningService> {
    const port = await freePort()
    const part = await startPart({
      name, command: process.execPath, args: [main], env: { ...environment, ...more, METRICS_PORT: String(port) },
      logFile: join(logs, `${name}-${++starts}.log`),
    })
    running.add(part)
    void part.ended.then(() => running.delete(part))
    const url = `http://127.0.0.1:${port}`
    return {
      part,
      url,
      async kill(signal = 'SIGKILL') {
        process.kill(part.pid, signal)
        if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await part.ended
      },
      ready: async () => {
        await eventually(async () => (await fetch(`${url}/health/ready`)).ok, { timeoutMs: 60_000 }).catch((error) => {
          throw new Error(`${name} does not become ready: ${error}\n${part.output().slice(-3000)}`)
        })
      },
      async metric(metric, labels = '') {
        const page = await (await fetch(`${url}/metrics`)).text()
        if (!page.includes(`# TYPE ${metric} `)) throw new Error(`${name} has no metric ${metric}`)
        return page.split('\n').filter((line) => (line.startsWith(`${metric}{`) || line.startsWith(`${metric} `)) && line.includes(labels)).reduce((sum, line) => sum + Number(line.split(' ').pop()), 0)
      },
    }
  }

  /** All committed records of a topic as they are now, partition by partition. */
  async function records(name: TopicName): Promise<(LogRecord & { readonly partition: number })[]> {
    const topic = topicOf(deployment, name)
    const all: (LogRecord & { partition: number })[] = []
    for (const { partition } of await reader.offsets({ topic })) {
      await reader.readPartition({ topic, partition, from: 'earliest', until: 'end', onRecords: (some) => void all.push(...some.map((r) => ({ partition, offset: r.offset, timestamp: r.timestamp, key: r.key, value: r.value, headers: r.headers }))) })
    }
    return all
  }

  /** Whether the service's group has committed all that the topics hold; of topics that are not written in transactions. */
  async function caughtUp(service: ServiceName, names: readonly TopicName[]): Promise<boolean> {
    const of = names.map((name) => topicOf(deployment, name))
    const admin = client.kafka().admin()
    await admin.connect()
    try {
      const [committed, held] = await Promise.all([groupOffsets(admin, `${deployment}-${service}`, of), Promise.all(of.map((topic) => reader.offsets({ topic })))])
      return held.every((partitions, i) => partitions.every(({ partition, high }) => Math.max(0, committed.get(of[i]!)?.get(partition) ?? 0) >= high))
    } finally {
      await admin.disconnect()
    }
  }

  return {
    deployment,
    env: environment,
    client,
    reader,
    setUp,
    start,
    records,
    caughtUp,
    /** Values of a topic with a wire contract. */
    async values<T>(name: TopicName): Promise<T[]> {
      const type = contractType(topics[name].value.slice('wire/'.length) as ContractName)
      return (await records(name)).map(({ value }) => type.fromBuffer(value!.subarray(5)) as T)
    },
    /** What an outsider sees of the timeline's scoring, in one text: byte for byte the same for the same timeline. */
    async outputBytes(): Promise<string> {
      const parts: string[] = []
      for (const topic of ['interactions', 'scores', 'alerts'] as const) {
        for (const { partition, key, value } of await records(topic)) parts.push(`${topic} ${partition} ${key} ${value!.toString('base64')}`)
      }
      return parts.join('\n')
    },
    async stop() {
      for (const part of running) process.kill(part.pid, 'SIGCONT')
      await Promise.all([...running].map((part) => part.stop(3000)))
      await reader.close()
    },
  }
}

export type System = Awaited<ReturnType<typeof createSystem>>
