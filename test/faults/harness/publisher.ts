import { readFileSync } from 'node:fs'
import avsc from 'avsc'
import { Kafka, logLevel } from 'kafkajs'
import { eventually } from '../../helpers/eventually.ts'
import type { Codec, InputTopic, Message } from './message.ts'

const contracts: Readonly<Record<InputTopic, string>> = { touchpoints: 'touch-point', surveys: 'survey', crm: 'crm', 'alert-actions': 'alert-action' }
const topics = Object.keys(contracts) as InputTopic[]

interface Enum {
  readonly symbols: string[]
}

interface Contract {
  readonly fields: { readonly name: string; readonly type: unknown }[]
}

const contractOf = (topic: InputTopic) => JSON.parse(readFileSync(new URL(`../../../schemas/${contracts[topic]}.avsc`, import.meta.url), 'utf8')) as Contract

/** A later version of the touch point, as a sender may register it: one more field, one more outcome. */
function newerTouchPoint(): Contract {
  const contract = contractOf('touchpoints')
  const outcome = contract.fields.find(({ name }) => name === 'outcome')!.type as [string, Enum]
  outcome[1].symbols.push('DELIGHTED')
  contract.fields.push({ name: 'shelf', type: ['null', 'string'], default: null } as Contract['fields'][number])
  return contract
}

/** An upstream system: publishes with kafkajs and avsc, and knows nothing of the services. */
export interface Publisher {
  /** Resolves when Kafka has acknowledged all, however long Kafka is away. */
  publish(messages: readonly Message[]): Promise<void>
  /** Messages that Kafka has acknowledged. */
  readonly acknowledged: number
  close(): Promise<void>
}

export interface Upstream {
  readonly brokers: readonly string[]
  readonly registryUrl: string
  readonly deployment: string
}

/** Waits until set-up has registered the contracts, registers a newer one of its own, and connects. */
export async function openPublisher({ brokers, registryUrl, deployment }: Upstream): Promise<Publisher> {
  const subject = (topic: InputTopic) => `${registryUrl}/subjects/${deployment}.${topic}-value/versions`
  const latest = async (topic: InputTopic) => ((await (await fetch(`${subject(topic)}/latest`)).json()) as { id: number }).id
  const ids = new Map(await Promise.all(topics.map(async (topic) => [topic, await eventually(() => latest(topic))] as const)))
  const types = new Map(topics.map((topic) => [topic, avsc.Type.forSchema(contractOf(topic) as avsc.Schema)]))
  const newer = newerTouchPoint()
  const body = JSON.stringify({ schema: JSON.stringify(newer) })
  const registered = await fetch(subject('touchpoints'), { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const newerId = ((await registered.json()) as { id?: number }).id
  if (newerId === undefined) throw new Error('the registry does not take a compatible newer version of a contract')
  const newerType = avsc.Type.forSchema(newer as avsc.Schema)

  const codec: Codec = {
    idOf: (topic) => ids.get(topic)!,
    framed(topic, event, version = 'current') {
      const head = Buffer.alloc(5)
      head.writeInt32BE(version === 'newer' ? newerId : ids.get(topic)!, 1)
      return Buffer.concat([head, (version === 'newer' ? newerType : types.get(topic)!).toBuffer(event)])
    },
  }
  const kafka = new Kafka({
    brokers: [...brokers], clientId: 'upstream', logLevel: logLevel.NOTHING, connectionTimeout: 2000, requestTimeout: 30_000,
    retry: { retries: 100, initialRetryTime: 50, maxRetryTime: 500 },
  })
  const producer = kafka.producer({ maxInFlightRequests: 1, allowAutoTopicCreation: false })
  await producer.connect()
  const counts = new Map<InputTopic, number>()
  const admin = kafka.admin()
  await admin.connect()
  for (const topic of topics) counts.set(topic, (await admin.fetchTopicMetadata({ topics: [`${deployment}.${topic}`] })).topics[0]!.partitions.length)
  await admin.disconnect()

  let acknowledged = 0
  return {
    get acknowledged() {
      return acknowledged
    },
    async publish(messages) {
      for (const slice of slices(messages.map((each) => encoded(each, codec)))) {
        const topicMessages = [...Map.groupBy(slice, ({ topic }) => topic)].map(([topic, own]) => ({
          topic: `${deployment}.${topic}`,
          messages: own.map(({ key, partition, value }) => (partition === undefined ? { key, value } : { key, value, partition: partition % counts.get(topic)! })),
        }))
        await producer.sendBatch({ topicMessages, acks: -1 })
        acknowledged += slice.length
      }
    },
    close: () => producer.disconnect(),
  }
}

/** A broker takes no more than 1 MiB for one partition. */
const mostBytes = 700_000

const encoded = (message: Message, codec: Codec) => ({ ...message, value: message.value(codec) })
type Encoded = ReturnType<typeof encoded>

function* slices(messages: readonly Encoded[]): Generator<Encoded[]> {
  let [slice, bytes]: [Encoded[], number] = [[], 0]
  for (const message of messages) {
    const size = message.value?.length ?? 0
    if (slice.length > 0 && bytes + size > mostBytes) {
      yield slice
      ;[slice, bytes] = [[], 0]
    }
    slice.push(message)
    bytes += size
  }
  if (slice.length > 0) yield slice
}
