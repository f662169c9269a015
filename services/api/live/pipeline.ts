import type { Admin } from 'kafkajs'
import type { KafkaClient } from '../../shared/kafka/client.ts'
import { parseMetadata } from '../../shared/commit-metadata.ts'
import { groupCommits, type Committed } from '../../shared/kafka/group-offsets.ts'
import type { LogReader } from '../../shared/kafka/read.ts'
import { inputTopics, topicOf, type TopicName } from '../../topology.ts'
import type { PartitionProgress, Pipeline, PipelineStage } from './ports.ts'

/** Who reads what. The scorer's position is in its own state; what it commits for the group is for figures such as these. */
const readers: readonly (readonly [service: string, topics: readonly TopicName[]])[] = [
  ['enricher', inputTopics], ['resolver', ['by-contact']], ['scorer', ['timeline']],
]

/** How far each service is, as its consumer group and the topics' ends say. */
export function openPipeline(client: KafkaClient, reader: LogReader, deployment: string): Pipeline & { close(): Promise<void> } {
  const admin: Admin = client.kafka({ retries: 3 }).admin()
  let connected: Promise<void> | null = null
  const connect = () => (connected ??= admin.connect().catch((error: unknown) => {
    connected = null
    throw error
  }))

  async function stage(service: string, names: readonly TopicName[], group = `${deployment}-${service}`): Promise<PipelineStage> {
    const topics = names.map((name) => topicOf(deployment, name))
    const [committed, { groups }, ends] = await Promise.all([
      groupCommits(admin, group, topics), admin.describeGroups([group]), Promise.all(topics.map((topic) => reader.offsets({ topic, isolation: 'read_committed' }))),
    ])
    const inputs = names.map((name, i) => {
      const partitions = ends[i]!.map((range) => progressOf(range, committed.get(topics[i]!)?.get(range.partition)))
      return { topic: name as string, lag: partitions.reduce((sum, { lag }) => sum + lag, 0), partitions }
    })
    return { service, members: groups[0]!.members.length, lag: inputs.reduce((sum, { lag }) => sum + lag, 0), inputs }
  }

  async function sink(): Promise<PipelineStage> {
    const [outputs, archive] = await Promise.all([stage('sink', ['interactions', 'scores', 'alerts', 'failed-events']), stage('sink', ['timeline'], `${deployment}-archive`)])
    return withArchive(outputs, archive)
  }

  /** Each subscription has a group of its own; every notifier is in that of the copy of deliveries, also while nobody subscribes. */
  async function notifier(): Promise<PipelineStage> {
    const prefix = `${deployment}-notifier-`
    const copy = `${prefix}log`
    const [{ groups }, copying] = await Promise.all([admin.listGroups(), admin.describeGroups([copy])])
    const own = groups.map(({ groupId }) => groupId).filter((group) => group.startsWith(prefix) && group !== copy).sort()
    const subscriptions = await Promise.all(own.map(async (group) => ({ ...await stage('notifier', ['alerts'], group), subscription: group.slice(prefix.length) })))
    const running = subscriptions.filter(({ members }) => members > 0)
    return {
      service: 'notifier', members: copying.groups[0]!.members.length, lag: running.reduce((sum, { lag }) => sum + lag, 0),
      inputs: running.map(({ subscription, lag, inputs }) => ({ topic: `alerts, for ${subscription}`, lag, partitions: inputs[0]!.partitions })),
    }
  }

  return {
    async stages() {
      await connect()
      return Promise.all([...readers.map(([service, names]) => stage(service, names)), sink(), notifier()])
    },
    close: () => admin.disconnect(),
  }
}

/** The enricher's commits say up to when they have read (its commit metadata); others say nothing. A group that never committed in a partition has all of it before it. */
export function progressOf({ partition, low, high }: { partition: number; low: number; high: number }, committed: Committed | undefined): PartitionProgress {
  const readUntil = parseMetadata(committed?.metadata ?? '')?.t ?? null
  return { partition, lag: Math.max(0, high - Math.max(low, committed?.offset ?? -1)), readUntil: readUntil === null ? null : new Date(readUntil).toISOString() }
}

/**
 * Beside what was made of the timeline, the sink stores the timeline itself, as a group of its own, where that is not switched off. Its lag is shown, but is no part of the sink's:
 * the archive waits for a batch, so that there are always some seconds of records before it.
 */
export const withArchive = (outputs: PipelineStage, archive: PipelineStage): PipelineStage =>
  (archive.members === 0 ? outputs : { ...outputs, inputs: [...outputs.inputs, ...archive.inputs] })
