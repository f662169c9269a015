import type { FleetService } from './instance.ts'
import type { Line, PartName } from './parts.ts'
import { kill, killAll, rollingRestart, scaleScorers, stop, twoScorersJoin } from './process-faults.ts'
import { doneBy, getsOn, type Field, type Recovery } from './recovery.ts'
import { unsettle } from './unsettle.ts'

/** What can be done to the system. */
export const faultKinds = [
  'kill enricher', 'kill resolver', 'kill scorer', 'kill sink', 'stop enricher', 'stop resolver', 'stop scorer', 'stop sink',
  'unsettle enricher', 'unsettle resolver', 'kill kafka', 'kill registry', 'kill clickhouse', 'restart kafka', 'restart registry', 'restart clickhouse',
  'cut enricher', 'cut resolver', 'cut scorer', 'cut sink', 'cut clickhouse', 'delay enricher', 'delay scorer', 'delay clickhouse',
  'deafen enricher', 'deafen resolver', 'deafen scorer', 'deafen sink',
  'swallow enricher', 'swallow resolver', 'swallow scorer', 'swallow sink', 'swallow clickhouse', 'swallow registry',
  'scale scorers', 'two scorers join', 'rolling restart', 'kill all', 'kill scorer and kafka', 'kill enricher and registry', 'kill sink and clickhouse',
] as const
export type FaultKind = (typeof faultKinds)[number]

/** For how long a line is delayed or swallows, in seconds: below and above a session's 10. */
const tornSeconds = { delay: () => 4, swallow: ({ random }: Field) => 1 + random.below(13) } as const

/** The service that shows whether a part or a line works. */
const userOf: Readonly<Record<PartName | Line, FleetService>> = {
  kafka: 'scorer', registry: 'enricher', clickhouse: 'sink', enricher: 'enricher', resolver: 'resolver', scorer: 'scorer', sink: 'sink',
}

/** The part ends and comes back; whoever uses it gets on. */
async function endPart(field: Field, name: PartName, signal: 'SIGKILL' | 'SIGTERM'): Promise<Recovery> {
  const since = Date.now()
  await field.parts.end(name, signal)
  const before = name === 'kafka' ? null : await doneBy(field, userOf[name])
  await field.parts.start(name)
  const from = before ?? await doneBy(field, userOf[name])
  return { victim: name, takeOverMs: await getsOn(field, userOf[name], since, from) }
}

/** Connections are reset, or are never heard of again, or everything on them comes late or not at all for some seconds. */
async function tear(field: Field, line: Line, how: 'cut' | 'deafen' | 'delay' | 'swallow'): Promise<Recovery> {
  const proxy = field.parts.proxies[line]
  let victim: string = line
  if (how === 'cut' || how === 'deafen') victim = `${line} (${proxy[how]()} connections)`
  else {
    if (how === 'delay') proxy.delay(200 + field.random.below(600))
    else proxy.swallow()
    await new Promise((resolve) => { setTimeout(resolve, tornSeconds[how](field) * 1000) })
    proxy.heal()
  }
  const from = await doneBy(field, userOf[line])
  const since = Date.now()
  return { victim, takeOverMs: await getsOn(field, userOf[line], since, from) }
}

async function both(...faults: Promise<Recovery>[]): Promise<Recovery> {
  const recoveries = await Promise.all(faults)
  return { victim: recoveries.map(({ victim }) => victim).join(', '), takeOverMs: Math.max(...recoveries.map(({ takeOverMs }) => takeOverMs)) }
}

const isPart = (name: string): name is PartName => name === 'kafka' || name === 'registry' || name === 'clickhouse'

/** Does one fault, and waits until the system has got over it. Throws where it does not within minutes, or where a service refuses to go on. */
export function inject(field: Field, kind: FaultKind): Promise<Recovery> {
  switch (kind) {
    case 'scale scorers': return scaleScorers(field)
    case 'two scorers join': return twoScorersJoin(field)
    case 'rolling restart': return rollingRestart(field)
    case 'kill all': return killAll(field)
    case 'kill scorer and kafka': return both(kill(field, 'scorer'), endPart(field, 'kafka', 'SIGKILL'))
    case 'kill enricher and registry': return both(endPart(field, 'registry', 'SIGKILL'), kill(field, 'enricher'))
    case 'kill sink and clickhouse': return both(kill(field, 'sink'), endPart(field, 'clickhouse', 'SIGKILL'))
  }
  const [verb, object] = kind.split(' ') as ['kill' | 'unsettle' | 'stop' | 'restart' | 'cut' | 'deafen' | 'delay' | 'swallow', string]
  if (verb === 'unsettle') return kill(field, object as FleetService, unsettle)
  if (verb === 'stop') return stop(field, object as FleetService)
  if (verb === 'restart' && isPart(object)) return endPart(field, object, 'SIGTERM')
  if (verb === 'kill') return isPart(object) ? endPart(field, object, 'SIGKILL') : kill(field, object as FleetService)
  return tear(field, object as Line, verb as 'cut' | 'deafen' | 'delay' | 'swallow')
}
