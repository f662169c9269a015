import { setTimeout as sleep } from 'node:timers/promises'
import type { Admin } from 'kafkajs'
import { topicOf } from '../../topology.ts'
import type { InputTopic } from '../../topology.ts'
import { groupOffsets } from '../kafka/group-offsets.ts'
import { Refusal } from '../refusal.ts'
import type { Ends } from './publisher.ts'

/** Waits until the deployment has taken in what was published: until its enricher has committed behind it. */
export interface Uptake {
  /** Throws a Refusal that names what is behind when nothing has moved for `patienceMs`. */
  until(ends: Ends): Promise<void>
  close(): Promise<void>
}

export interface UptakeOptions {
  /** Not connected yet. */
  readonly admin: Admin
  readonly deployment: string
  readonly patienceMs: number
}

const firstPauseMs = 2
const longestPauseMs = 50

/** The group whose positions are asked for; connects. */
export async function openUptake({ admin, deployment, patienceMs }: UptakeOptions): Promise<Uptake> {
  const groupId = `${deployment}-enricher`
  await admin.connect()

  async function behind(ends: Ends): Promise<Lag[]> {
    const asked = [...ends.keys()].map((topic) => topicOf(deployment, topic))
    const committed = await groupOffsets(admin, groupId, asked)
    return [...ends].flatMap(([topic, partitions]) => {
      const own = committed.get(topicOf(deployment, topic))
      return [...partitions].map(([partition, end]): Lag => ({ topic, partition, end, at: own?.get(partition) ?? -1 })).filter(({ at, end }) => at < end)
    })
  }

  return {
    until: async (ends) => {
      let pause = firstPauseMs
      let movedAt = performance.now()
      let last = ''
      for (;;) {
        const lags = await behind(ends)
        if (lags.length === 0) return
        const state = JSON.stringify(lags)
        if (state !== last) movedAt = performance.now()
        if (performance.now() - movedAt > patienceMs) throw notTakenIn(deployment, lags, patienceMs)
        last = state
        await sleep(pause)
        pause = Math.min(longestPauseMs, pause * 2)
      }
    },
    close: () => admin.disconnect(),
  }
}

interface Lag {
  readonly topic: InputTopic
  readonly partition: number
  readonly end: number
  /** −1: the group has never committed here. */
  readonly at: number
}

function notTakenIn(deployment: string, lags: readonly Lag[], patienceMs: number): Refusal {
  const which = lags.slice(0, 3).map(({ topic, partition, at, end }) =>
    `${topicOf(deployment, topic)}-${partition} (${at < 0 ? 'nothing taken in yet' : `at ${at}`} of ${end})`).join(', ')
  return new Refusal(
    `Deployment "${deployment}" has not taken in what was published: for ${Math.round(patienceMs / 1000)} s the enricher (group ${deployment}-enricher) has not moved on ${which}`,
    `Look whether the enricher of "${deployment}" is running and what it logs; \`CX_DEPLOYMENT=${deployment} npm start\` runs all services.`, 1)
}
