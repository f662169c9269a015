import { eventually } from '../../helpers/eventually.ts'
import type { Fleet } from './fleet.ts'
import type { FleetService, Instance } from './instance.ts'
import type { Line, PartName, Parts } from './parts.ts'
import type { Positions } from './positions.ts'
import type { Random } from './random.ts'

/** What can be done to the system. */
export const faultKinds = [
  'kill enricher', 'kill resolver', 'kill scorer', 'kill sink', 'stop enricher', 'stop resolver', 'stop scorer', 'stop sink',
  'kill kafka', 'kill registry', 'kill clickhouse', 'restart kafka', 'restart registry', 'restart clickhouse',
  'cut enricher', 'cut resolver', 'cut scorer', 'cut sink', 'cut clickhouse', 'delay enricher', 'delay scorer', 'delay clickhouse',
  'swallow enricher', 'swallow resolver', 'swallow scorer', 'swallow sink', 'swallow clickhouse', 'swallow registry',
  'scale scorers', 'two scorers join', 'rolling restart', 'kill all', 'kill scorer and kafka', 'kill enricher and registry', 'kill sink and clickhouse',
] as const
export type FaultKind = (typeof faultKinds)[number]

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
const held = (seconds: number) => new Promise<void>((resolve) => { setTimeout(resolve, seconds * 1000) })

/** Resolves when every one of the partitions has been taken over after `since`, with the time that it took. */
async function takenOver({ fleet }: Field, partitions: readonly string[], since: number): Promise<number> {
  let last = since
  await eventually(() => {
    fleet.check()
    const times = new Map(fleet.takenSince(since).map(({ partition, at }) => [partition, at]))
    last = Math.max(since, ...partitions.map((each) => times.get(each) ?? 0))
    return partitions.every((each) => times.has(each))
  }, patience)
  return last - since
}

/** Resolves when the service has got on with its work, or has nothing left to do. */
async function getsOn({ positions, fleet }: Field, service: FleetService, since: number, from: number): Promise<number> {
  await eventually(async () => {
    fleet.check()
    const now = await positions.of(service)
    return now !== null && (now.done > from || now.lag === 0)
  }, patience)
  return Date.now() - since
}

const doneBy = async ({ positions }: Field, service: FleetService) => (await eventually(() => positions.of(service), patience)).done

/** One that has partitions, so that somebody has to take over. */
async function victimOf({ fleet, random }: Field, service: FleetService): Promise<Instance> {
  return eventually(() => {
    const candidates = fleet.of(service).filter((each) => each.running && each.partitions.length > 0)
    return candidates.length > 0 ? random.pick(candidates) : null
  }, patience)
}

async function kill(field: Field, service: FleetService): Promise<Recovery> {
  const victim = await victimOf(field, service)
  const { partitions } = victim
  const since = Date.now()
  victim.signal('SIGKILL')
  return { victim: victim.name, takeOverMs: await takenOver(field, partitions, since) }
}

/** Stopped until others have taken over, which they do after its session; then it wakes up with what it had in hand. */
async function stop(field: Field, service: FleetService): Promise<Recovery> {
  const { fleet } = field
  if (fleet.of(service).length < 2) await fleet.add(service, 1)
  const victim = await victimOf(field, service)
  const others = fleet.of(service).filter((each) => each !== victim)
  await Promise.all(others.map((each) => each.ready()))
  const { partitions } = victim
  const since = Date.now()
  victim.signal('SIGSTOP')
  const takeOverMs = await takenOver(field, partitions, since).finally(() => victim.signal('SIGCONT'))
  await victim.ready()
  return { victim: victim.name, takeOverMs }
}

/** The part ends and comes back; whoever uses it gets on. */
async function part(field: Field, name: PartName, signal: 'SIGKILL' | 'SIGTERM'): Promise<Recovery> {
  const user = ({ kafka: 'scorer', registry: 'enricher', clickhouse: 'sink' } as const)[name]
  const since = Date.now()
  await field.parts.end(name, signal)
  const before = name === 'kafka' ? null : await doneBy(field, user)
  await field.parts.start(name)
  const from = before ?? await doneBy(field, user)
  return { victim: name, takeOverMs: await getsOn(field, user, since, from) }
}

/** Which service shows that a line works. */
const userOf = (line: Line): FleetService => (line === 'clickhouse' ? 'sink' : line === 'registry' ? 'enricher' : line)

async function torn(field: Field, line: Line, how: 'cut' | 'delay' | 'swallow'): Promise<Recovery> {
  const proxy = field.parts.proxies[line]
  let victim: string = line
  if (how === 'cut') victim = `${line} (${proxy.cut()} connections)`
  else {
    if (how === 'delay') proxy.delay(200 + field.random.below(600))
    else proxy.swallow()
    await held(how === 'delay' ? 4 : 1 + field.random.below(13))
    proxy.heal()
  }
  const from = await doneBy(field, userOf(line))
  const since = Date.now()
  return { victim, takeOverMs: await getsOn(field, userOf(line), since, from) }
}

/** Down to one, up to three at once, and back to what it was. */
async function scale(field: Field): Promise<Recovery> {
  const { fleet, scorers } = field
  let longest = 0
  const without = async (count: number) => {
    while (fleet.of('scorer').length > count) {
      const victim = fleet.of('scorer').at(-1)!
      const [{ partitions }, since] = [victim, Date.now()]
      await fleet.remove(victim)
      longest = Math.max(longest, await takenOver(field, partitions, since))
    }
  }
  await without(1)
  longest = Math.max(longest, (await join(field, 2)).takeOverMs)
  await without(1)
  if (scorers > 1) await join(field, scorers - 1)
  return { victim: 'scorers', takeOverMs: longest }
}

/** So many scorers join at once. */
async function join({ fleet }: Field, count: number): Promise<Recovery> {
  const since = Date.now()
  const added = await fleet.add('scorer', count)
  await Promise.all(added.map((each) => each.ready()))
  return { victim: added.map(({ name }) => name).join(', '), takeOverMs: Date.now() - since }
}

async function twoJoin(field: Field): Promise<Recovery> {
  const recovery = await join(field, 2)
  for (const extra of field.fleet.of('scorer').slice(field.scorers)) await field.fleet.remove(extra)
  return recovery
}

async function rolling(field: Field): Promise<Recovery> {
  let longest = 0
  for (const instance of field.fleet.all()) {
    const [{ partitions }, since] = [instance, Date.now()]
    await instance.stop()
    await instance.start()
    longest = Math.max(longest, await takenOver(field, partitions, since))
    await instance.ready()
  }
  return { victim: 'all, one after another', takeOverMs: longest }
}

async function killAll(field: Field): Promise<Recovery> {
  const all = field.fleet.all().filter((each) => each.running)
  const partitions = [...new Set(all.flatMap((each) => each.partitions))]
  const since = Date.now()
  for (const each of all) each.signal('SIGKILL')
  return { victim: `${all.length} processes`, takeOverMs: await takenOver(field, partitions, since) }
}

async function both(...faults: Promise<Recovery>[]): Promise<Recovery> {
  const recoveries = await Promise.all(faults)
  return { victim: recoveries.map(({ victim }) => victim).join(', '), takeOverMs: Math.max(...recoveries.map(({ takeOverMs }) => takeOverMs)) }
}

/** Does one fault, and waits until the system has got over it. Throws where it does not within minutes, or where a service refuses to go on. */
export function inject(field: Field, kind: FaultKind): Promise<Recovery> {
  switch (kind) {
    case 'scale scorers': return scale(field)
    case 'two scorers join': return twoJoin(field)
    case 'rolling restart': return rolling(field)
    case 'kill all': return killAll(field)
    case 'kill scorer and kafka': return both(kill(field, 'scorer'), part(field, 'kafka', 'SIGKILL'))
    case 'kill enricher and registry': return both(part(field, 'registry', 'SIGKILL'), kill(field, 'enricher'))
    case 'kill sink and clickhouse': return both(kill(field, 'sink'), part(field, 'clickhouse', 'SIGKILL'))
  }
  const [verb, object] = kind.split(' ') as [string, string]
  const isPart = object === 'kafka' || object === 'registry' || object === 'clickhouse'
  if (verb === 'kill' || verb === 'restart') return isPart ? part(field, object, verb === 'kill' ? 'SIGKILL' : 'SIGTERM') : kill(field, object as FleetService)
  if (verb === 'stop') return stop(field, object as FleetService)
  return torn(field, object as Line, verb as 'cut' | 'delay' | 'swallow')
}
