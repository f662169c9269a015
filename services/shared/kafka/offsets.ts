import type { Broker, Cluster } from './cluster.ts'
import { BrokerError } from './errors.ts'
import { isolationLevels } from './log-record.ts'
import type { Isolation, TopicPartition } from './log-record.ts'

export interface PartitionOffsets {
  readonly partition: number
  /** The first offset that the log still has. */
  readonly low: number
  /** The offset that the next record gets; read_committed: the end of what is decided. */
  readonly high: number
}

const sentinel = { low: -2, high: -1 } as const

/** The first or the next offset of a partition, asked at its leader. */
export async function listOffset(leader: Broker, { topic, partition }: TopicPartition, end: 'low' | 'high', isolation: Isolation = 'read_uncommitted'): Promise<number> {
  const { responses } = await leader.listOffsets({
    isolationLevel: isolationLevels[isolation], topics: [{ topic, partitions: [{ partition, timestamp: sentinel[end] }] }],
  })
  return Number(responses[0]!.partitions[0]!.offset)
}

/** Low and high offsets of all partitions of a topic, in order. Rejects where the topic does not exist or a broker does not answer. */
export async function topicOffsets(cluster: Cluster, topic: string, isolation: Isolation = 'read_uncommitted'): Promise<PartitionOffsets[]> {
  await cluster.connect()
  await cluster.addMultipleTargetTopics([topic])
  const partitions = [...cluster.findTopicPartitionMetadata(topic)].sort((a, b) => a.partitionId - b.partitionId)
  const byLeader = Map.groupBy(partitions, ({ leader }) => leader)
  const found = await Promise.all([...byLeader].map(async ([leader, led]) => {
    if (leader < 0) throw new BrokerError('LEADER_NOT_AVAILABLE', true, `asking for the offsets of ${topic}`)
    const broker = await cluster.findBroker({ nodeId: leader })
    const ids = led.map(({ partitionId }) => partitionId)
    const [low, high] = await Promise.all([listAll(broker, topic, ids, 'low', isolation), listAll(broker, topic, ids, 'high', isolation)])
    return ids.map((partition) => ({ partition, low: low.get(partition)!, high: high.get(partition)! }))
  }))
  return found.flat().sort((a, b) => a.partition - b.partition)
}

async function listAll(broker: Broker, topic: string, partitions: readonly number[], end: 'low' | 'high', isolation: Isolation): Promise<Map<number, number>> {
  const timestamp = sentinel[end]
  const { responses } = await broker.listOffsets({
    isolationLevel: isolationLevels[isolation], topics: [{ topic, partitions: partitions.map((partition) => ({ partition, timestamp })) }],
  })
  return new Map(responses[0]!.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
}
