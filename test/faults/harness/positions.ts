import { Kafka, logLevel, type Admin } from 'kafkajs'
import type { FleetService } from './instance.ts'

/** What each service reads. */
const inputsOf: Readonly<Record<FleetService, readonly string[]>> = {
  enricher: ['touchpoints', 'surveys', 'crm', 'alert-actions'],
  resolver: ['by-contact'],
  scorer: ['timeline'],
  sink: ['interactions', 'scores', 'alerts', 'failed-events'],
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
    const topics = inputsOf[service].map((name) => `${deployment}.${name}`)
    const committed = await admin.fetchOffsets({ groupId: `${deployment}-${service}`, topics })
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
