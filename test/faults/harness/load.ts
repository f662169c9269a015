import { setTimeout as pause } from 'node:timers/promises'
import type { Fleet } from './fleet.ts'
import { inject, type FaultKind, type Field } from './faults.ts'
import { fleetServices, type FleetService } from './instance.ts'
import type { TrialOptions } from './options.ts'
import type { Publisher } from './publisher.ts'
import type { Random } from './random.ts'
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
const startedWithinMs = 3000

/** The kinds in turn, each deck shuffled anew. */
export function schedule(deck: readonly FaultKind[], count: number, random: Random): FaultKind[] {
  const kinds: FaultKind[] = []
  while (kinds.length < count) kinds.push(...random.shuffled(deck))
  return kinds.slice(0, count)
}

/**
 * Publishes the stream, and does the faults in between: each begins in the middle of a burst, so that there is work in hand, and more comes in while it is under way.
 * What is not read yet stays within a few days of the stream, as a replay that shall be as if live must.
 */
export async function applyLoad({ options, stream, publisher, field, say }: Load, kinds: readonly FaultKind[]): Promise<Done[]> {
  const done: Done[] = []
  const share = Math.ceil(options.events / (kinds.length + 1))
  const window = Math.max(200, Math.round(options.events / 12))
  const deadline = performance.now() + options.minutes * 60_000
  const send = async (count: number) => {
    for (let left = count; left > 0; left -= 500) {
      await publisher.publish(stream.take(Math.min(500, left)))
      await withinWindow(field.fleet, field, window)
    }
  }
  for (const [i, kind] of kinds.entries()) {
    if (performance.now() > deadline) break
    // Everything that is known to be read goes first, so that the burst is what the services have in hand.
    await send(Math.round(share * 0.3))
    const inHand = await busy(field, kind)
    await publisher.publish(stream.take(Math.round(share * 0.3)))
    await inHand()
    const [since, after] = [performance.now(), stream.published]
    let over = false
    const fault = inject(field, kind).finally(() => { over = true })
    fault.catch(() => {})
    const rest = async () => {
      for (let piece = 0; piece < pieces; piece++) {
        await publisher.publish(stream.take(Math.round((share * 0.4) / pieces)))
        if (!over) await Promise.race([pause(spreadMs / pieces), fault.catch(() => {})])
      }
    }
    const [recovery] = await Promise.all([fault, rest()])
    const seconds = (performance.now() - since) / 1000
    done.push({ kind, victim: recovery.victim, after, takeOverMs: recovery.takeOverMs, seconds })
    say(`${String(i + 1).padStart(3)}/${kinds.length} ${kind.padEnd(26)} ${recovery.victim}: taken over in ${(recovery.takeOverMs / 1000).toFixed(1)} s; ${stream.published} published`)
  }
  while (stream.published < options.events) await send(share)
  return done
}

/** What the fault will hit. */
const targetOf = (kind: FaultKind): FleetService => fleetServices.find((service) => kind.includes(service)) ?? (kind.includes('clickhouse') ? 'sink' : kind.includes('kafka') || kind.includes('all') ? 'scorer' : 'enricher')

/** Called before a burst; gives what resolves when the fault's target has begun to work on it. */
async function busy({ positions }: Field, kind: FaultKind): Promise<() => Promise<void>> {
  const before = await positions.of(targetOf(kind))
  const deadline = performance.now() + startedWithinMs
  return async () => {
    while (performance.now() < deadline) {
      const now = await positions.of(targetOf(kind))
      if (before === null || now === null || now.done > before.done) return
    }
  }
}

/** Resolves when not more than so many messages are unread, as far as Kafka can tell. */
async function withinWindow(fleet: Fleet, { positions }: Field, window: number): Promise<void> {
  for (;;) {
    fleet.check()
    const [enricher, scorer] = [await positions.of('enricher'), await positions.of('scorer')]
    if (enricher !== null && scorer !== null && enricher.lag < window && scorer.lag < 4 * window) return
    await pause(50)
  }
}
