import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../log.ts'
import { assign, decodeAssignment, decodeClaim, encodeAssignment, encodeClaim } from './assignment.ts'
import { backOffMs } from './back-off.ts'
import type { Broker, Cluster } from './cluster.ts'
import { faultOf } from './errors.ts'
import type { TopicPartition } from './log-record.ts'

/** One generation of the group as this member sees it. */
export interface Generation {
  readonly memberId: string
  readonly id: number
  readonly partitions: readonly TopicPartition[]
  /** This member was in the generation before, so no other can have held what it keeps. */
  readonly consecutive: boolean
}

export interface MembershipOptions {
  /** For joining and heartbeats only: a join waits for all members. */
  readonly cluster: Cluster
  readonly group: string
  readonly topics: readonly string[]
  readonly sessionTimeoutMs: number
  readonly heartbeatMs: number
  readonly log: Log
  /** A new generation; null: this member was thrown out and holds nothing. Must not block. */
  onGeneration(generation: Generation | null): void
}

export interface Membership {
  /** Null while not a member. */
  current(): Generation | null
  /** Whether the coordinator confirmed the membership within the session timeout. */
  isFresh(): boolean
  /** Resolves at the next change of the generation, or when stopped. */
  changed(): Promise<void>
  /** Ends heartbeats and leaves the group through `cluster` (a join under way occupies its own connection). Never rejects. */
  leave(cluster: Cluster): Promise<void>
}

const protocol = 'cx-sticky'
/** How soon more partitions of a topic are noticed. */
const metadataCheckMs = 10_000
const thrownOut: ReadonlySet<string> = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'FENCED_INSTANCE_ID'])

/**
 * Membership of a consumer group, spoken directly to the coordinator: the library's consumer ties it to its fetches, does not tell the generation
 * (so a late commit could pass for one of the next), and its assigner moves more partitions than needed. Joins at once and keeps trying for ever.
 */
export function joinGroup(options: MembershipOptions): Membership {
  const { cluster, group, topics, sessionTimeoutMs, heartbeatMs, log, onGeneration } = options
  const stopped = new AbortController()
  let current: Generation | null = null
  let memberId = ''
  let confirmedAt = 0
  let failures = 0
  let change = Promise.withResolvers<void>()

  const become = (generation: Generation | null): void => {
    current = generation
    onGeneration(generation)
    change.resolve()
    change = Promise.withResolvers()
  }

  async function join(): Promise<void> {
    await cluster.connect()
    await cluster.addMultipleTargetTopics(topics)
    const coordinator = await cluster.findGroupCoordinator({ groupId: group })
    const metadata = encodeClaim(topics, current?.id ?? -1, current?.partitions ?? [])
    const joined = await coordinator.joinGroup({
      groupId: group, sessionTimeout: sessionTimeoutMs, rebalanceTimeout: sessionTimeoutMs, memberId, groupProtocols: [{ name: protocol, metadata }],
    })
    memberId = joined.memberId
    const groupAssignment = joined.leaderId === memberId ? await distribute(joined.members) : []
    const { memberAssignment } = await coordinator.syncGroup({ groupId: group, generationId: joined.generationId, memberId, groupAssignment })
    if (stopped.signal.aborted) return
    confirmedAt = performance.now()
    const partitions = decodeAssignment(memberAssignment)
    log.info({ event: 'group.joined', group, generation: joined.generationId, partitions: partitions.map((each) => `${each.topic}:${each.partition}`) }, 'Joined the group')
    become({ memberId, id: joined.generationId, partitions, consecutive: current !== null && joined.generationId === current.id + 1 })
  }

  async function distribute(members: readonly { memberId: string; memberMetadata: Buffer }[]) {
    await cluster.refreshMetadata()
    const partitions = new Map(topics.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId)]))
    const assigned = assign(members.map((each) => decodeClaim(each.memberId, each.memberMetadata)), partitions)
    return [...assigned].map(([id, own]) => ({ memberId: id, memberAssignment: encodeAssignment(own) }))
  }

  const shape = () => topics.map((topic) => cluster.findTopicPartitionMetadata(topic).length).join()

  /** Sends heartbeats until the group wants this member to join again, or a topic got more partitions. */
  async function stay(): Promise<void> {
    const joinedShape = shape()
    let checkedAt = performance.now()
    let coordinator: Broker | null = null
    while (!stopped.signal.aborted) {
      await sleep(heartbeatMs, undefined, { signal: stopped.signal })
      try {
        coordinator ??= await cluster.findGroupCoordinator({ groupId: group })
        // Counted from the question, not from the answer: so it runs out here before it does at the coordinator.
        const askedAt = performance.now()
        await coordinator.heartbeat({ groupId: group, groupGenerationId: current!.id, memberId })
        confirmedAt = askedAt
        failures = 0
        if (confirmedAt - checkedAt < metadataCheckMs) continue
        checkedAt = confirmedAt
        await cluster.refreshMetadata()
        if (shape() !== joinedShape) return
      } catch (error) {
        if (faultOf(error).code === 'REBALANCE_IN_PROGRESS') return
        if (thrownOut.has(faultOf(error).code)) throw error
        coordinator = null
        report(error)
        await sleep(backOffMs(failures), undefined, { signal: stopped.signal })
        await cluster.refreshMetadata().catch(() => {})
      }
    }
  }

  function report(error: unknown): void {
    const fields = { event: 'dependency.waiting', dependency: 'kafka', group, code: faultOf(error).code, err: error } as const
    if (failures++ === 0) log.warn(fields, 'The group coordinator does not answer as it should, backing off')
    else log.debug(fields, 'The group coordinator does not answer as it should, backing off')
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        await join()
        failures = 0
        await stay()
      } catch (error) {
        if (stopped.signal.aborted) return
        const { code } = faultOf(error)
        if (thrownOut.has(code)) {
          memberId = ''
          if (current) become(null)
        } else if (code !== 'REBALANCE_IN_PROGRESS') {
          report(error)
          await sleep(backOffMs(failures), undefined, { signal: stopped.signal }).catch(() => {})
          await cluster.refreshMetadata().catch(() => {})
        }
      }
    }
  }

  void run()
  return {
    current: () => current,
    isFresh: () => current !== null && performance.now() - confirmedAt < sessionTimeoutMs,
    changed: () => change.promise,
    leave: async (other) => {
      stopped.abort()
      change.resolve()
      if (memberId === '') return
      await other.findGroupCoordinator({ groupId: group })
        .then((coordinator) => coordinator.leaveGroup({ groupId: group, memberId }))
        .catch((error: unknown) => log.debug({ event: 'kafka.client', err: error }, 'Leaving the group failed; the session times out instead'))
    },
  }
}
