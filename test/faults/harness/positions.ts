import { Kafka, logLevel, type Admin } from 'kafkajs'
import type { FleetService } from './instance.ts'

/** What each service reads, by its consumer groups. */
const inputsOf: Readonly<Record<FleetService, Readonly<Record<string, readonly string[]>>>> = {
  enricher: { enricher: ['touchpoints', 'surveys', 'crm', 'alert-actions'] },
  resolver: { resolver: ['by-contact'] },
  scorer: { scorer: ['timeline'] },
  sink: { sink: ['interactions', 'scores', 'alerts', 'failed-events'], archive: ['timeline'] },
}

/** How far a service is: records behind it and before it, summed over all partitions. */
export interface Position {
  readonly done: number
  readonly lag: number
}

export interface Positions {
  /** Null while Kafka does not answer. */
  of(service: FleetService): Promise<Position | null>
  close(): Promise<void>
}

/** Asks Kafka what the groups of a deployment have committed. */
export function openPositions(brokers: readonly string[], deployment: string): Positions {
  const kafka = new Kafka({
    brokers: [...brokers], clientId: 'harness', logLevel: logLevel.NOTHING, connectionTimeout: 1000, requestTimeout: 5000,
    retry: { retries: 1, initialRetryTime: 50, maxRetryTime: 200 },
  })
  let admin: Admin | null = null

  async function ask(service: FleetService): Promise<Position> {
    if (!admin) {
      const fresh = kafka.admin()
      await fresh.connect()
      admin = fresh
    }
    const committed: Awaited<ReturnType<Admin['fetchOffsets']>> = []
    for (const [group, names] of Object.entries(inputsOf[service])) committed.push(...await admin.fetchOffsets({ groupId: `${deployment}-${group}`, topics: names.map((name) => `${deployment}.${name}`) }))
    let [done, lag] = [0, 0]
    for (const { topic, partitions } of committed) {
      const at = new Map(partitions.map(({ partition, offset }) => [partition, Math.max(0, Number(offset))]))
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
        done += at.get(partition) ?? 0
        lag += Number(high) - (at.get(partition) ?? 0)
      }
    }
    return { done, lag }
  }

  return {
    async of(service) {
      try {
        return await ask(service)
      } catch {
        await admin?.disconnect().catch(() => {})
        admin = null
        return null
      }
    },
    close: async () => admin?.disconnect(),
  }
}
