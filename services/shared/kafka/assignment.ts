import { AssignerProtocol } from 'kafkajs'
import type { TopicPartition } from './log-record.ts'

/** What a member says when it joins: which partitions it holds, and since which generation of the group it is sure of them. */
export interface Claim {
  readonly memberId: string
  readonly generation: number
  readonly owned: readonly TopicPartition[]
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Distributes the partitions of each topic evenly, and evenly in total, and leaves with a member what it holds where that is possible:
 * whatever moves must be restored elsewhere. Of two claims to a partition the later generation's holds.
 */
export function assign(claims: readonly Claim[], partitions: ReadonlyMap<string, readonly number[]>): Map<string, TopicPartition[]> {
  const members = claims.map(({ memberId }) => memberId).sort(byText)
  const result = new Map(members.map((member) => [member, [] as TopicPartition[]]))
  const holders = holdersOf(claims)
  for (const topic of [...partitions.keys()].sort(byText)) {
    const ids = [...partitions.get(topic)!].sort((a, b) => a - b)
    const held = new Map(members.map((member) => [member, ids.filter((id) => holders.get(`${topic}:${id}`) === member)]))
    const share = Math.floor(ids.length / members.length)
    const byNeed = [...members].sort((a, b) => result.get(a)!.length - result.get(b)!.length
      || Number(held.get(b)!.length > share) - Number(held.get(a)!.length > share) || byText(a, b))
    const larger = new Set(byNeed.slice(0, ids.length % members.length))
    const kept = new Map(members.map((member) => [member, held.get(member)!.slice(0, share + (larger.has(member) ? 1 : 0))]))
    const free = ids.filter((id) => ![...kept.values()].some((own) => own.includes(id)))
    for (const member of byNeed) {
      const own = kept.get(member)!
      own.push(...free.splice(0, share + (larger.has(member) ? 1 : 0) - own.length))
      result.get(member)!.push(...own.sort((a, b) => a - b).map((partition) => ({ topic, partition })))
    }
  }
  return result
}

function holdersOf(claims: readonly Claim[]): Map<string, string> {
  const holders = new Map<string, Claim>()
  for (const claim of claims) {
    for (const { topic, partition } of claim.owned) {
      const other = holders.get(`${topic}:${partition}`)
      if (!other || other.generation < claim.generation) holders.set(`${topic}:${partition}`, claim)
    }
  }
  return new Map([...holders].map(([key, { memberId }]) => [key, memberId]))
}

/** The claim as it travels in the group protocol. */
export function encodeClaim(topics: readonly string[], generation: number, owned: readonly TopicPartition[]): Buffer {
  const userData = Buffer.from(JSON.stringify({ generation, owned: owned.map(({ topic, partition }) => [topic, partition]) }))
  return AssignerProtocol.MemberMetadata.encode({ version: 0, topics: [...topics], userData })
}

export function decodeClaim(memberId: string, metadata: Buffer): Claim {
  const userData = AssignerProtocol.MemberMetadata.decode(metadata)?.userData
  if (!userData || userData.length === 0) return { memberId, generation: -1, owned: [] }
  const { generation, owned } = JSON.parse(userData.toString('utf8')) as { generation: number; owned: [string, number][] }
  return { memberId, generation, owned: owned.map(([topic, partition]) => ({ topic, partition })) }
}

export function encodeAssignment(partitions: readonly TopicPartition[]): Buffer {
  const assignment = Object.fromEntries([...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, all]) => [topic, all.map(({ partition }) => partition)]))
  return AssignerProtocol.MemberAssignment.encode({ version: 0, assignment, userData: Buffer.alloc(0) })
}

export function decodeAssignment(assignment: Buffer): TopicPartition[] {
  const decoded = assignment.length > 0 ? AssignerProtocol.MemberAssignment.decode(assignment) : null
  return Object.entries(decoded?.assignment ?? {}).flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition })))
}
