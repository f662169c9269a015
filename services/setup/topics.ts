import kafkajs from 'kafkajs'
import type { Admin } from 'kafkajs'
import { patiently } from '../shared/kafka/back-off.ts'
import type { Log } from '../shared/log.ts'
import { faultList, Refusal } from '../shared/refusal.ts'
import { topicOf, topics } from '../topology.ts'
import type { TopicName } from '../topology.ts'
import { topicFaults } from '../topic-rules.ts'
import { countPartitions, describeTopics } from '../topic-checks.ts'
import type { PartitionCounts } from '../topic-rules.ts'

interface TopicsRequest {
  readonly admin: Admin
  readonly deployment: string
  readonly counts: PartitionCounts
  readonly log: Log
}

/** The scorer's transactions may last this long. */
const transactionTimeoutMs = 15_000
const names = Object.keys(topics) as TopicName[]

/** Creates the topics that are missing and checks all; gives the partition count of each. Throws one Refusal with every fault. */
export async function prepareTopics(request: TopicsRequest): Promise<Map<TopicName, number>> {
  const { admin, deployment, log } = request
  const there = new Set(await admin.listTopics())
  const missing = names.filter((name) => !there.has(topicOf(deployment, name)))
  if (missing.length > 0) {
    await createTopics(request, missing)
    log.info({ event: 'topic.created', topics: missing.map((name) => topicOf(deployment, name)) }, 'topics created')
  }
  const [existing, brokerFaults] = await Promise.all([describeTopics(admin, deployment, names), transactionFaults(admin, log)])
  const faults = [...existing].flatMap(([name, topic]) => topicFaults(deployment, name, topic, request.counts))
  if (faults.length + brokerFaults.length > 0) {
    throw new Refusal(faultList('Kafka is not as it must be', [...faults, ...brokerFaults]), 'Change what is named above and run the set-up again.')
  }
  if (missing.length === 0) log.info({ event: 'topic.kept', topics: existing.size }, 'all topics are as they must be')
  return new Map([...existing].map(([name, { partitions }]) => [name, partitions]))
}

/** The partition counts of all the deployment's topics. Throws a Refusal where one is missing. */
export const partitionCounts = (admin: Admin, deployment: string): Promise<Map<TopicName, number>> => countPartitions(admin, deployment, names)

async function createTopics({ admin, deployment, counts }: TopicsRequest, missing: TopicName[]): Promise<void> {
  const { brokers } = await admin.describeCluster()
  const replicationFactor = Math.min(3, brokers.length)
  // With three copies a write counts once two have it, so that one broker can be lost without losing or stopping anything.
  const safety = replicationFactor >= 3 ? { 'min.insync.replicas': '2' } : {}
  await admin.createTopics({
    waitForLeaders: false,
    topics: missing.map((name) => ({
      topic: topicOf(deployment, name),
      numPartitions: counts[topics[name].partitions],
      replicationFactor,
      configEntries: Object.entries({ ...topics[name].config, ...safety }).map(([key, value]) => ({ name: key, value })),
    })),
  })
  await untilLed(admin, missing.map((name) => topicOf(deployment, name)))
}

/** The library's own wait for leaders gives up where a broker has not heard of the new topic yet, which takes it some milliseconds. */
const untilLed = (admin: Admin, created: string[]): Promise<void> =>
  patiently(async () => {
    const { topics: found } = await admin.fetchTopicMetadata({ topics: created })
    const waiting = found.find(({ partitions }) => partitions.length === 0 || partitions.some(({ leader }) => leader < 0))
    if (waiting) throw new kafkajs.KafkaJSError(`${waiting.name} has no leader yet`, { retriable: true })
  })

/** Why the cluster could not keep a transaction safe or would not allow ours; empty where it can, or does not tell. */
async function transactionFaults(admin: Admin, log: Log): Promise<string[]> {
  const { brokers, controller } = await admin.describeCluster()
  const node = String(controller ?? brokers[0]!.nodeId)
  let found: Map<string, string>
  try {
    const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: kafkajs.ConfigResourceTypes.BROKER, name: node }] })
    found = new Map(resources[0]!.configEntries.map((entry) => [entry.configName, entry.configValue]))
  } catch (error) {
    log.warn({ event: 'dependency.silent', dependency: 'kafka', err: error }, 'the broker does not tell its settings; those of transactions are not checked')
    return []
  }
  const minIsr = Number(found.get('transaction.state.log.min.isr'))
  const longest = Number(found.get('transaction.max.timeout.ms'))
  return [
    ...(minIsr > brokers.length ? [`transaction.state.log.min.isr is ${minIsr} with ${brokers.length} broker(s), so that no transaction can commit: set it to ${brokers.length} in the brokers' configuration`] : []),
    ...(longest < transactionTimeoutMs ? [`transaction.max.timeout.ms is ${longest}: set it to ${transactionTimeoutMs} or more in the brokers' configuration`] : []),
  ]
}
