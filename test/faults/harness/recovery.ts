import { eventually } from '../../helpers/eventually.ts'
import type { Fleet, Moment } from './fleet.ts'
import { fleetServices, type FleetService, type Instance } from './instance.ts'
import type { Parts } from './parts.ts'
import type { Position, Positions } from './positions.ts'
import type { Random } from './random.ts'

/** Where faults act. */
export interface Field {
  readonly fleet: Fleet
  readonly parts: Parts
  readonly positions: Positions
  readonly random: Random
  /** Scorers that are meant to run when nothing is scaled. */
  readonly scorers: number
}

/** What became of a fault: from its effect (the kill, the stop, the healing of a line) until the system went on. */
export interface Recovery {
  readonly takeOverMs: number
  readonly victim: string
}

const patience = { timeoutMs: 180_000, everyMs: 50 }

/** Waits for minutes; fails with what was waited for, and with what all processes said last. */
async function until<T>({ fleet, positions }: Field, what: () => string, attempt: () => T | Promise<T>): Promise<NonNullable<T>> {
  try {
    return await eventually(attempt, patience)
  } catch (error) {
    const read: string[] = []
    for (const service of fleetServices) read.push(`${service} ${JSON.stringify(await positions.of(service))}`)
    throw new Error(`${what()}: ${(error as Error).message}\n${read.join(', ')}\n${fleet.lastWords()}`, { cause: error })
  }
}

/** Resolves when every one of the partitions has been taken over after `since`, with the time that it took. */
export async function takenOver(field: Field, partitions: readonly string[], since: Moment): Promise<number> {
  const { fleet } = field
  let times = new Map<string, number>()
  await until(field, () => `not taken over: ${partitions.filter((each) => !times.has(each)).join(', ')}`, () => {
    fleet.check()
    times = new Map(fleet.takenSince(since).map(({ partition, at }) => [partition, at]))
    return partitions.every((each) => times.has(each))
  })
  return Math.max(since.at, ...partitions.map((each) => times.get(each)!)) - since.at
}

/** Resolves when the service has done more than `from`, or has nothing left to do; with the time since `since`. */
export async function getsOn(field: Field, service: FleetService, since: number, from: number): Promise<number> {
  const { positions, fleet } = field
  let now: Position | null = null
  await until(field, () => `the ${service} does not get on from ${from}: ${JSON.stringify(now)}`, async () => {
    fleet.check()
    now = await positions.of(service)
    return now !== null && (now.done > from || now.lag === 0)
  })
  return Date.now() - since
}

/** How much the service has done, as soon as Kafka can tell. */
export async function doneBy(field: Field, service: FleetService): Promise<number> {
  return (await until(field, () => `Kafka does not tell how far the ${service} is`, () => field.positions.of(service))).done
}

/** A process of the service that has partitions, so that somebody has to take over. */
export function victimOf(field: Field, service: FleetService): Promise<Instance> {
  const { fleet, random } = field
  return until(field, () => `no ${service} has partitions`, () => {
    const candidates = fleet.of(service).filter((each) => each.running && fleet.held(each).length > 0)
    return candidates.length > 0 ? random.pick(candidates) : null
  })
}
