import kafkajs from 'kafkajs'
import type { Admin } from 'kafkajs'
import { patiently } from './shared/kafka/back-off.ts'
import type { KafkaClient } from './shared/kafka/client.ts'
import type { Log } from './shared/log.ts'
import { faultList, Refusal } from './shared/refusal.ts'
import { topicNameOf, topicOf, topics, type ServiceName, type TopicName } from './topology.ts'
import { faultsFor, type ExistingTopic } from './topic-rules.ts'

/** The partition counts of some of the deployment's topics. Throws a Refusal where one is missing. */
export async function countPartitions(admin: Admin, deployment: string, names: readonly TopicName[]): Promise<Map<TopicName, number>> {
  const there = new Set(await admin.listTopics())
  const missing = names.map((name) => topicOf(deployment, name)).filter((topic) => !there.has(topic))
  if (missing.length > 0) throw new Refusal(`Topics are missing: ${missing.join(', ')}`, 'Run the set-up (without --settings-only) first.')
  const { topics: found } = await admin.fetchTopicMetadata({ topics: names.map((name) => topicOf(deployment, name)) })
  return new Map(found.map(({ name, partitions }) => [topicNameOf(deployment, name)!, partitions.length]))
}

/** Topics with their partitions and settings as the broker has them. */
export async function describeTopics(admin: Admin, deployment: string, names: readonly TopicName[]): Promise<Map<TopicName, ExistingTopic>> {
  const [counts, { resources }] = await Promise.all([
    countPartitions(admin, deployment, names),
    admin.describeConfigs({ includeSynonyms: false, resources: names.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name: topicOf(deployment, name) })) }),
  ])
  return new Map(resources.map(({ resourceName, configEntries }) => {
    const name = topicNameOf(deployment, resourceName)!
    return [name, { partitions: counts.get(name)!, config: new Map(configEntries.map((entry) => [entry.configName, entry.configValue])) }]
  }))
}

/**
 * Refuses to start a service on topics with which its guarantees do not hold: set-up sees to them, but anybody may change them after it.
 * Waits while Kafka is away. Where the broker does not let this client see a topic's settings, that is logged, and set-up's word stands.
 */
export async function checkTopics({ client, deployment, service, log }: { client: KafkaClient; deployment: string; service: ServiceName; log: Log }): Promise<void> {
  const names = (Object.keys(topics) as TopicName[]).filter((name) => [...topics[name].readers, ...topics[name].writers].some((each) => each === service))
  const admin = client.kafka().admin()
  try {
    await patiently(() => admin.connect())
    const found = await patiently(() => describeTopics(admin, deployment, names)).catch((error: unknown) => {
      if (!(error instanceof kafkajs.KafkaJSProtocolError) || !error.type.endsWith('AUTHORIZATION_FAILED')) throw error
      log.warn({ event: 'dependency.silent', dependency: 'kafka', err: error }, 'the broker does not tell the topics\' settings; they are not checked')
      return null
    })
    const faults = found === null ? [] : faultsFor(deployment, found)
    if (faults.length > 0) throw new Refusal(faultList('Kafka\'s topics are not as they must be', faults), 'Change what is named above and start again.')
  } finally {
    await admin.disconnect().catch(() => {})
  }
}
