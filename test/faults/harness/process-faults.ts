import type { FleetService } from './instance.ts'
import { takenOver, victimOf, type Field, type Recovery } from './recovery.ts'
import type { unsettle } from './unsettle.ts'

/**
 * kill -9 of one process, now, or with `unsettle` between what it has written and the commit of what that came from, so that its successor writes it again; it is started again at once,
 * and its partitions are taken over when its session has timed out.
 */
export async function kill(field: Field, service: FleetService, signal: 'SIGKILL' | typeof unsettle = 'SIGKILL'): Promise<Recovery> {
  const victim = await victimOf(field, service)
  const since = field.fleet.now()
  const partitions = field.fleet.held(victim)
  victim.signal(signal)
  return { victim: victim.name, takeOverMs: await takenOver(field, partitions, since) }
}

/** kill -9 of all processes at once. */
export async function killAll(field: Field): Promise<Recovery> {
  const all = field.fleet.all().filter((each) => each.running)
  const since = field.fleet.now()
  const partitions = all.flatMap((each) => field.fleet.held(each))
  for (const each of all) each.signal('SIGKILL')
  return { victim: `${all.length} processes`, takeOverMs: await takenOver(field, partitions, since) }
}

/** Stopped until others have taken over, which they do after its session; then it wakes up with what it had in hand. */
export async function stop(field: Field, service: FleetService): Promise<Recovery> {
  const { fleet } = field
  if (fleet.of(service).length < 2) await fleet.add(service, 1)
  const victim = await victimOf(field, service)
  await Promise.all(fleet.of(service).filter((each) => each !== victim).map((each) => each.ready()))
  const since = fleet.now()
  const partitions = fleet.held(victim)
  victim.signal('SIGSTOP')
  const takeOverMs = await takenOver(field, partitions, since).finally(() => victim.signal('SIGCONT'))
  await victim.ready()
  return { victim: victim.name, takeOverMs }
}

/** Every process is ended as an operator does, and started again, one after another. */
export async function rollingRestart(field: Field): Promise<Recovery> {
  let longest = 0
  for (const instance of field.fleet.all()) {
    const since = field.fleet.now()
    const partitions = field.fleet.held(instance)
    await instance.stop()
    await instance.start()
    longest = Math.max(longest, await takenOver(field, partitions, since))
    await instance.ready()
  }
  return { victim: 'all, one after another', takeOverMs: longest }
}

/** Two scorers more join at once, and leave again. */
export async function twoScorersJoin(field: Field): Promise<Recovery> {
  const recovery = await join(field, 2)
  for (const extra of field.fleet.of('scorer').slice(field.scorers)) await field.fleet.remove(extra)
  return recovery
}

/** Scorers go down to one, up to three at once, and back to what they were. */
export async function scaleScorers(field: Field): Promise<Recovery> {
  const down = await leaveOnly(field, 1)
  const { takeOverMs: up } = await join(field, 2)
  const downAgain = await leaveOnly(field, 1)
  if (field.scorers > 1) await join(field, field.scorers - 1)
  return { victim: 'scorers', takeOverMs: Math.max(down, up, downAgain) }
}

/** Gives the longest take-over. */
async function leaveOnly(field: Field, count: number): Promise<number> {
  let longest = 0
  for (const victim of field.fleet.of('scorer').slice(count).reverse()) {
    const since = field.fleet.now()
    const partitions = field.fleet.held(victim)
    await field.fleet.remove(victim)
    longest = Math.max(longest, await takenOver(field, partitions, since))
  }
  return longest
}

async function join({ fleet }: Field, count: number): Promise<Recovery> {
  const since = Date.now()
  const added = await fleet.add('scorer', count)
  await Promise.all(added.map((each) => each.ready()))
  return { victim: added.map(({ name }) => name).join(', '), takeOverMs: Date.now() - since }
}
