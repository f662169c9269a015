import type { Admin } from 'kafkajs'
import { openProducer } from '../../shared/kafka/producer.ts'
import type { LogRecord } from '../../shared/kafka/log-record.ts'
import { Refusal } from '../../shared/refusal.ts'
import { topicOf, type TopicName } from '../../topology.ts'
import type { Parts } from '../context.ts'

/** A record as it must be in the new deployment. */
type Wanted = Pick<LogRecord, 'key' | 'value' | 'headers'>

/** One partition of a topic of the deployment that a replay makes; nobody else writes to it. */
export interface TargetPartition {
  /** How many records it holds. Throws a Refusal where its first ones are gone. */
  held(): Promise<number>
  /** Throws a Refusal where the records from an offset on are others. */
  compare(from: number, records: readonly Wanted[]): Promise<void>
  /** Adds records, of which the first must get that offset. Throws a Refusal where it gets another: somebody else writes there. */
  append(from: number, records: readonly Wanted[]): Promise<void>
}

export interface Target {
  partition(name: TopicName, partition: number): TargetPartition
  close(): Promise<void>
}

const otherName = 'Choose a name for --into that no deployment has yet.'

/** The deployment to be made. Nothing is written before `append`. */
export async function openTarget({ kafka, reader }: Parts, deployment: string): Promise<Target> {
  const cluster = kafka.cluster()
  const producer = await openProducer(cluster)
  return {
    close: () => cluster.disconnect(),
    partition(name, partition) {
      const topic = topicOf(deployment, name)
      const at = { topic, partition }
      const foreign = (what: string) => new Refusal(`Partition ${partition} of ${topic} ${what}: "${deployment}" is a deployment of its own, and a replay into it is refused.`, otherName)
      return {
        async held() {
          const { low, high } = await reader.range(at)
          if (low > 0) throw foreign(`begins at offset ${low}`)
          return high
        },
        async compare(from, records) {
          const found: LogRecord[] = []
          await reader.readPartition({ ...at, from, until: from + records.length, onRecords: (some) => void found.push(...some) })
          const other = records.findIndex((record, i) => !isSame(record, found[i]))
          if (other >= 0) throw foreign(`has another record at offset ${from + other}`)
        },
        async append(from, records) {
          const [first] = await producer.send(records.map(({ key, value, headers }) => ({ ...at, key, value, headers })))
          if (first && first.baseOffset !== from) throw new Refusal(`A record that belonged to offset ${from} of partition ${partition} of ${topic} got offset ${first.baseOffset}: somebody else writes there, too.`, `Stop what runs in "${deployment}". ${otherName}`)
        },
      }
    },
  }
}

function isSame(a: Wanted, b: Wanted | undefined): boolean {
  const names = Object.keys(a.headers)
  return b !== undefined && sameBytes(a.key, b.key) && sameBytes(a.value, b.value) && names.length === Object.keys(b.headers).length && names.every((name) => sameBytes(a.headers[name]!, b.headers[name] ?? null))
}

const sameBytes = (a: Buffer | null, b: Buffer | null): boolean => (a === null || b === null ? a === b : a.equals(b))

/** Throws a Refusal where something writes to the deployment, or its timeline has another number of partitions. */
export async function checkTarget(admin: Admin, deployment: string, partitions: number): Promise<void> {
  const { groups } = await admin.describeGroups(['enricher', 'resolver'].map((service) => `${deployment}-${service}`))
  const live = groups.find(({ members }) => members.length > 0)
  if (live) throw new Refusal(`"${deployment}" is live (${live.members.length} in the group ${live.groupId}): a replay into it is refused.`, otherName)
  const timeline = topicOf(deployment, 'timeline')
  if (!(await admin.listTopics()).includes(timeline)) return
  const { topics } = await admin.fetchTopicMetadata({ topics: [timeline] })
  const found = topics[0]!.partitions.length
  if (found !== partitions) throw new Refusal(`${timeline} has ${found} partitions, but the archived timeline has ${partitions}: an account's records would lie elsewhere.`, otherName)
}
