import { setTimeout as pause } from 'node:timers/promises'
import { inject, type FaultKind } from './faults.ts'
import { fleetServices, type FleetService } from './instance.ts'
import type { TrialOptions } from './options.ts'
import type { Publisher } from './publisher.ts'
import type { Random } from './random.ts'
import type { Field } from './recovery.ts'
import type { Stream } from './stream.ts'

/** A fault that was done. */
export interface Done {
  readonly kind: FaultKind
  readonly victim: string
  /** Messages published when it began. */
  readonly after: number
  readonly takeOverMs: number
  readonly seconds: number
}

export interface Load {
  readonly options: TrialOptions
  readonly stream: Stream
  readonly publisher: Publisher
  readonly field: Field
  readonly say: (line: string) => void
}

/** While a fault is under way its share of the stream is spread over about this time. */
const spreadMs = 12_000
const pieces = 12
const atOnce = 500
const startedWithinMs = 3000

/** The kinds in turn, each deck shuffled anew. */
export function schedule(deck: readonly FaultKind[], count: number, random: Random): FaultKind[] {
  const kinds: FaultKind[] = []
  while (kinds.length < count) kinds.push(...random.shuffled(deck))
  return kinds.slice(0, count)
}

/**
 * Publishes the stream, and does the faults in between: each begins in the middle of a burst, so that there is work in hand, and more comes in
 * while it is under way. What is not read yet stays within a few days of the stream, as a replay that shall be as if live must.
 */
export async function applyLoad(load: Load, kinds: readonly FaultKind[]): Promise<Done[]> {
  const { options, stream, say } = load
  const done: Done[] = []
  const share = Math.ceil(options.events / (kinds.length + 1))
  const deadline = performance.now() + options.minutes * 60_000
  for (const kind of kinds) {
    if (performance.now() > deadline) break
    await send(load, Math.round(share * 0.3))
    const fault = await underFault(load, kind, Math.round(share * 0.7))
    done.push(fault)
    const took = `${(fault.takeOverMs / 1000).toFixed(1)} s`
    say(`${String(done.length).padStart(3)}/${kinds.length} ${kind.padEnd(26)} ${fault.victim}: taken over in ${took}; ${stream.published} published`)
  }
  while (stream.published < options.events) await send(load, share)
  return done
}

/** A burst, the fault in the middle of it, and the rest of `count` messages while it is under way. */
async function underFault({ stream, publisher, field }: Load, kind: FaultKind, count: number): Promise<Done> {
  const working = await begins(field, kind)
  await publisher.publish(stream.take(Math.round(count * 0.4)))
  await working()
  const [since, after] = [performance.now(), stream.published]
  let over = false
  const fault = inject(field, kind).finally(() => { over = true })
  const rest = async () => {
    for (let piece = 0; piece < pieces; piece++) {
      await publisher.publish(stream.take(Math.round((count * 0.6) / pieces)))
      if (!over) await Promise.race([pause(spreadMs / pieces), fault.catch(() => {})])
    }
  }
  const [{ victim, takeOverMs }] = await Promise.all([fault, rest()])
  return { kind, victim, after, takeOverMs, seconds: (performance.now() - since) / 1000 }
}

/** What the fault will hit. */
function targetOf(kind: FaultKind): FleetService {
  const named = fleetServices.find((service) => kind.includes(service))
  return named ?? (kind.includes('clickhouse') ? 'sink' : kind.includes('registry') ? 'enricher' : 'scorer')
}

/** Called before a burst; gives what resolves when the fault's target has begun to work on it. */
async function begins({ positions }: Field, kind: FaultKind): Promise<() => Promise<void>> {
  const before = await positions.of(targetOf(kind))
  const deadline = performance.now() + startedWithinMs
  return async () => {
    while (performance.now() < deadline) {
      const now = await positions.of(targetOf(kind))
      if (before === null || now === null || now.done > before.done) return
    }
  }
}

/** Publishes in peace; resolves when not too much is left to be read, as far as Kafka can tell. */
async function send({ options, stream, publisher, field: { positions, fleet } }: Load, count: number): Promise<void> {
  const window = Math.max(200, Math.round(options.events / 12))
  for (let left = count; left > 0; left -= atOnce) {
    await publisher.publish(stream.take(Math.min(atOnce, left)))
    for (;;) {
      fleet.check()
      const [enricher, scorer] = [await positions.of('enricher'), await positions.of('scorer')]
      if (enricher !== null && scorer !== null && enricher.lag < window && scorer.lag < 4 * window) break
      await pause(50)
    }
  }
}
