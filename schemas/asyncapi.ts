import { readFileSync } from 'node:fs'
import { Document, isPair, isScalar, visit } from 'yaml'
import type { YAMLMap, YAMLSeq } from 'yaml'
import { defaultPartitions, services, topics } from '../services/topology.ts'
import type { ServiceName, TopicName, TopicSpec } from '../services/topology.ts'
import { about, serviceWords, topicWords } from './asyncapi-words.ts'
import { currentSchema, timelineSchema } from './contracts.ts'
import type { ContractName } from './contracts.ts'

const header = '# Generated from services/topology.ts and schemas/*.avsc by `npm run generate`; do not edit.\n'
const lineWidth = 150
const bindingVersion = '0.5.0'
const all = Object.entries(topics) as [TopicName, TopicSpec][]
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

/** The text of schemas/asyncapi.yaml as topology and schemas stand now: all topics, who writes and who reads them, and what is in them. */
export function generateAsyncApi(): string {
  const document = new Document({
    asyncapi: '3.0.0',
    info: { title: 'CX pipeline', version, description: about, tags: services.map((name) => ({ name, description: serviceWords[name] })) },
    servers: { kafka },
    channels: Object.fromEntries(all.map(([name, spec]) => [name, channel(name, spec)])),
    operations: Object.fromEntries(all.flatMap(([name, { writers, readers }]) => [
      ...writers.map((service) => operation(service, 'send', name)), ...readers.map((service) => operation(service, 'receive', name)),
    ])),
    components: { parameters: { deployment } },
  }, { aliasDuplicateObjects: false })
  visit(document, { Collection: (_, node) => { node.flow = isSmall(node) } })
  return header + document.toString({ lineWidth, blockQuote: 'literal', singleQuote: true, flowCollectionPadding: true })
}

/** Whether a list or map reads best on one line. */
const isSmall = (node: YAMLMap | YAMLSeq): boolean =>
  JSON.stringify(node).length < (node.items.every((item) => isScalar(isPair(item) ? item.value : item)) ? 90 : 40)

const kafka = {
  host: '{brokers}',
  protocol: 'kafka',
  description: 'Any Kafka that knows transactions; KAFKA_BROKERS and SCHEMA_REGISTRY_URL say where. These are the addresses of a local run.',
  variables: { brokers: { default: '127.0.0.1:9092', description: 'host:port, several separated by commas' } },
  bindings: { kafka: { schemaRegistryUrl: 'http://127.0.0.1:8081/apis/ccompat/v7', schemaRegistryVendor: 'confluent', bindingVersion } },
}

const deployment = { default: 'cx', description: 'CX_DEPLOYMENT: the prefix of topics, groups and transactional ids, and the ClickHouse database.' }

/** Lists and numbers as the binding wants them; Kafka itself takes text. */
const topicConfiguration = (config: TopicSpec['config']) => Object.fromEntries(Object.entries(config).map(([key, value]) => {
  if (key === 'cleanup.policy') return [key, value.split(',')]
  return [key, /^-?\d+$/.test(value) ? Number(value) : value]
}))

function channel(name: TopicName, { value, key, partitions, config }: TopicSpec) {
  const [title, message] = messageOf(value, key)
  return {
    address: `{deployment}.${name}`,
    ...topicWords[name],
    parameters: { deployment: { $ref: '#/components/parameters/deployment' } },
    messages: { [title]: message },
    bindings: { kafka: { partitions: defaultPartitions[partitions], topicConfiguration: topicConfiguration(config), bindingVersion } },
  }
}

/** A topic's only message by its name. */
function messageOf(value: TopicSpec['value'], key: string): [string, object] {
  const [kind, what] = value.split('/') as ['wire' | 'internal' | 'format', string]
  const keyed = key === '-' ? {} : { key: { type: 'string', description: key } }
  if (kind === 'format') {
    const contentType = what.endsWith('JSON') ? 'application/json' : 'application/octet-stream'
    return [pascal(what), { contentType, summary: `Internal: ${what}.`, bindings: { kafka: { ...keyed, bindingVersion } } }]
  }
  const { name, doc } = kind === 'wire' ? currentSchema(what as ContractName) : timelineSchema()
  const framing = kind === 'wire' ? { schemaIdLocation: 'payload', schemaIdPayloadEncoding: 'confluent', schemaLookupStrategy: 'TopicNameStrategy' } : {}
  return [name!, {
    contentType: 'avro/binary',
    summary: doc,
    payload: { schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: { $ref: kind === 'wire' ? `./${what}.avsc` : `./internal/${what}.avsc` } },
    bindings: { kafka: { ...keyed, ...framing, bindingVersion } },
  }]
}

function operation(service: ServiceName, action: 'send' | 'receive', topic: TopicName): [string, object] {
  return [`${service}-${action === 'send' ? 'writes' : 'reads'}-${topic}`, { action, channel: { $ref: `#/channels/${topic}` }, tags: [{ name: service }] }]
}

const pascal = (words: string): string => words.replace(/(?:^|\s)(\w)/g, (_, letter: string) => letter.toUpperCase())
