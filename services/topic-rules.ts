import { topicOf, topics } from './topology.ts'
import type { Partitions, TopicName, TopicSpec } from './topology.ts'

/** A topic as the broker has it. */
export interface ExistingTopic {
  readonly partitions: number
  readonly config: ReadonlyMap<string, string>
}

export type PartitionCounts = Readonly<Record<Partitions, number>>

/** Settings that correctness hangs on, so they must be exactly as specified. All others, such as retention, are the operator's. */
const exact = ['message.timestamp.type', 'cleanup.policy']
/** Settings that may be larger than specified, never smaller. */
const atLeast = ['max.message.bytes', 'min.compaction.lag.ms']

const variables: Readonly<Partial<Record<Partitions, string>>> = {
  input: 'CX_INPUT_PARTITIONS', timeline: 'CX_TIMELINE_PARTITIONS', byContact: 'CX_BY_CONTACT_PARTITIONS',
}

/** What is wrong with an existing topic, each fault with what to change; empty where it may be used. */
export function topicFaults(deployment: string, name: TopicName, existing: ExistingTopic, counts: PartitionCounts): string[] {
  const topic = topicOf(deployment, name)
  return [...partitionFaults(topic, topics[name], existing.partitions, counts), ...configFaults(topic, name, existing.config)]
}

/** Input topics may grow: their partitions stand in the settings. The others map keys to state and never change. */
function partitionFaults(topic: string, spec: TopicSpec, found: number, counts: PartitionCounts): string[] {
  const wanted = counts[spec.partitions]
  const variable = variables[spec.partitions]
  if (found === wanted || spec.partitions === 'deliveries' || (spec.partitions === 'input' && found > wanted)) return []
  if (spec.partitions === 'input') {
    return [`${topic} has ${found} partitions, ${variable} says ${wanted}: set ${variable}=${found}, or add partitions with kafka-topics.sh --alter --topic ${topic} --partitions ${wanted}`]
  }
  if (!variable) return [`${topic} has ${found} partitions and must have ${wanted}: its order is that of one partition; use a new CX_DEPLOYMENT`]
  return [`${topic} has ${found} partitions, ${variable} says ${wanted}, and the count is fixed for life: set ${variable}=${found}; for another count replay the history into a new CX_DEPLOYMENT`]
}

/**
 * What is wrong with the topics that a service works with, as it can tell by itself: those that hang together partition by partition have the same number
 * of partitions, and the broker's settings are those that the guarantees hang on. Empty where it may start.
 */
export function faultsFor(deployment: string, found: ReadonlyMap<TopicName, ExistingTopic>): string[] {
  const first = new Map<Partitions, TopicName>()
  const faults: string[] = []
  for (const [name, { partitions, config }] of found) {
    const topic = topicOf(deployment, name)
    const group = topics[name].partitions
    if (!first.has(group)) first.set(group, name)
    const lead = first.get(group)!
    const wanted = found.get(lead)!.partitions
    if (group !== 'input' && partitions !== wanted) {
      faults.push(`${topic} has ${partitions} partitions and ${topicOf(deployment, lead)} has ${wanted}, but what is of one account is in the same partition of both, for life: replay the history into a new CX_DEPLOYMENT`)
    }
    faults.push(...configFaults(topic, name, config))
  }
  return faults
}

function configFaults(topic: string, name: TopicName, found: ReadonlyMap<string, string>): string[] {
  const wanted = Object.entries(topics[name].config as Record<string, string>)
  return wanted.filter(([key, value]) => !fits(name, key, found.get(key), value)).map(([key, value]) =>
    `${topic} has ${key}=${found.get(key)} and needs ${value}: kafka-configs.sh --alter --entity-type topics --entity-name ${topic} --add-config ${key}=${value}`)
}

function fits(name: TopicName, key: string, found: string | undefined, wanted: string): boolean {
  if (exact.includes(key)) return found === wanted
  if (atLeast.includes(key)) return Number(found) >= Number(wanted)
  return name !== 'settings' || key !== 'retention.ms' || found === wanted
}
