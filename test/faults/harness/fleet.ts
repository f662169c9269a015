import { mkdirSync } from 'node:fs'
import { Instance, type FleetService } from './instance.ts'
import type { LogLine } from './log-watch.ts'

/** A partition that was taken over. */
export interface Taken {
  readonly instance: string
  /** `service topic:partition`: several services read the timeline. */
  readonly partition: string
  readonly at: number
}

/** A moment of a run, also by what was logged up to it: clocks may be set back. */
export interface Moment {
  /** Epoch ms. */
  readonly at: number
  /** Partitions taken over before. */
  readonly taken: number
}

export interface FleetOptions {
  readonly root: string
  readonly logs: string
  readonly deployment: string
  readonly env: NodeJS.ProcessEnv
  /** Addresses of the parts, by service. */
  readonly addressesFor: (service: string) => Record<string, string>
}

/** A service has refused to go on, or its core has failed: no fault explains that. */
export class MustNotGoOn extends Error {
  constructor(why: string) {
    super(`a service must not go on: ${why}`)
  }
}

/** All processes of a deployment. */
export interface Fleet {
  /** Those that are meant to run. */
  of(service: FleetService): Instance[]
  all(): Instance[]
  /** Starts so many more of a service at once; resolves when the processes run. */
  add(service: FleetService, count: number): Promise<Instance[]>
  /** Ends one for good. */
  remove(instance: Instance): Promise<void>
  /** Partitions (`service topic:partition`) that the process was the last to take over: what it has been assigned may be another's by now, where it does not know it yet. */
  held(instance: Instance): string[]
  now(): Moment
  /** Partitions taken over since then, as the services have logged it. */
  takenSince(moment: Moment): Taken[]
  /** How many lines of an event were logged, e.g. `partition.retrying`. */
  count(event: string): number
  /** Deaths that nobody asked for. */
  readonly deaths: readonly string[]
  /** What each process said last, for people. */
  lastWords(): string
  /** Throws where a service refused to go on, or failed in its core. */
  check(): void
  stop(): Promise<void>
}

const pollMs = 50
/** More than this is a loop. */
const mostDeaths = 20

export function createFleet({ root, logs, deployment, env, addressesFor }: FleetOptions): Fleet {
  mkdirSync(logs, { recursive: true })
  const running = new Set<Instance>()
  const started = new Map<FleetService, number>()
  const taken: Taken[] = []
  const counts = new Map<string, number>()
  const deaths: string[] = []
  const fatal: string[] = []

  const onLine = (instance: Instance, { event, at, fields }: LogLine) => {
    counts.set(event, (counts.get(event) ?? 0) + 1)
    if (event === 'partition.taken') taken.push({ instance: instance.name, partition: `${instance.service} ${fields['topic']}:${fields['partition']}`, at })
    if (event === 'core.defect' || event === 'service.refused') fatal.push(`${instance.name}: ${JSON.stringify(fields).slice(0, 1500)}`)
  }
  const onDeath = (instance: Instance, how: string, refused: boolean) => {
    deaths.push(`${instance.name} ended by itself (${how.slice(0, 1500)})`)
    if (refused || deaths.length > mostDeaths) fatal.push(deaths.at(-1)!)
  }
  const create = (service: FleetService): Instance => {
    const number = (started.get(service) ?? 0) + 1
    started.set(service, number)
    return new Instance({ service, number, root, logs, env: { ...env, CX_DEPLOYMENT: deployment, ...addressesFor(service) }, onLine, onDeath })
  }
  const timer = setInterval(() => running.forEach((each) => each.poll()), pollMs)

  return {
    of: (service) => [...running].filter((each) => each.service === service),
    all: () => [...running],
    async add(service, count) {
      const added = Array.from({ length: count }, () => create(service))
      for (const each of added) running.add(each)
      await Promise.all(added.map((each) => each.start()))
      return added
    },
    async remove(instance) {
      await instance.stop()
      running.delete(instance)
    },
    held({ name }) {
      running.forEach((each) => each.poll())
      const latest = new Map(taken.map(({ partition, instance }) => [partition, instance]))
      return [...latest].flatMap(([partition, instance]) => (instance === name ? [partition] : []))
    },
    now() {
      running.forEach((each) => each.poll())
      return { at: Date.now(), taken: taken.length }
    },
    takenSince(moment) {
      running.forEach((each) => each.poll())
      return taken.slice(moment.taken)
    },
    count: (event) => counts.get(event) ?? 0,
    deaths,
    lastWords: () => [...running].map((each) => `${each.name}, ${each.pid === null ? 'which does not run' : `process ${each.pid}`}:\n${each.lastWords()}`).join('\n'),
    check() {
      if (fatal.length > 0) throw new MustNotGoOn(fatal[0]!)
    },
    async stop() {
      clearInterval(timer)
      await Promise.all([...running].map((each) => each.stop()))
      running.clear()
    },
  }
}
