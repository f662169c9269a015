import { setTimeout as sleep } from 'node:timers/promises'
import type { AlertEvent } from '../../schemas/types.ts'
import { createLane, type Lane } from '../shared/lane.ts'
import type { Attempt, Send } from '../shared/webhooks/send.ts'
import { defaultConcurrency, type Subscription } from '../shared/webhooks/subscriptions.ts'
import { halvesOf } from './cut.ts'
import { Digest } from './digest.ts'
import type { NotifierMetrics } from './metrics.ts'
import { aboutOf, type Bundle, type Parcel } from './parcel.ts'
import type { DeliveryLog } from './ports.ts'
import { Breaker, isGivenUp, isUnreachable, pauseMs } from './retry.ts'

export interface EndpointOptions {
  readonly subscription: Subscription
  readonly send: Send
  readonly deliveries: DeliveryLog
  readonly metrics: NotifierMetrics
  /** It answered 410: nobody lives there any more. Never throws; called for each such answer. */
  onGone(): void
}

/** How often a closed breaker is asked again. */
const breakerPollMs = 200
const [gone, tooLarge] = [410, 413]

interface Way extends Bundle {
  readonly parcels: readonly Followed[]
  /** From when it was to be delivered, epoch ms. */
  readonly since: number
}

/** A parcel that those of the same account wait for. */
interface Followed extends Parcel {
  readonly ended: Promise<void>
}

/** Where one subscription's messages go: one breaker, one limit on calls at a time and one digest for all partitions of this process. */
export class Endpoint {
  readonly #options: EndpointOptions
  readonly #breaker = new Breaker()
  readonly #lane: Lane
  /** The last step on its way, by what it is about. */
  readonly #lasts = new Map<string, Promise<void>>()
  readonly digest: Digest

  constructor(options: EndpointOptions) {
    this.#options = options
    this.#lane = createLane(options.subscription.concurrency ?? defaultConcurrency)
    this.digest = new Digest(options.subscription.digest)
  }

  /**
   * Sets parcels on their way, as one message, behind what is on its way of the same accounts: those of a digest may be of several partitions, and be sent by any of their workers.
   * What fails, fails for all of them: each of their workers is then taken over again.
   */
  send({ addressee, parcels }: Bundle, since: number): void {
    const before = parcels.map(({ step }) => this.#lasts.get(aboutOf(step)))
    this.#follow(before, { addressee, parcels: parcels.map((parcel) => this.#followed(parcel)), since })
  }

  #follow(before: readonly (Promise<void> | undefined)[], way: Way): void {
    Promise.all(before).then(() => this.#carry(way)).catch((error: unknown) => { for (const parcel of way.parcels) parcel.failed(error) })
  }

  #followed(parcel: Parcel): Followed {
    const about = aboutOf(parcel.step)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#lasts.set(about, promise)
    promise.catch(() => {}).finally(() => { if (this.#lasts.get(about) === promise) this.#lasts.delete(about) })
    return {
      ...parcel, ended: promise,
      done() { resolve(); parcel.done() },
      failed(error) { reject(error); parcel.failed(error) },
    }
  }

  /** One message. Where it has more than its receiver takes, each half goes on by itself, so that a step that is too large for itself holds up no other account. */
  async #carry(way: Way): Promise<void> {
    if (await this.#deliver(way) === 'ended') {
      for (const parcel of way.parcels) parcel.done()
      return
    }
    const [first, second] = halvesOf(way.parcels)
    const both = new Set(second.map(({ step }) => aboutOf(step)))
    this.#follow([], { ...way, parcels: first })
    this.#follow(first.filter(({ step }) => both.has(aboutOf(step))).map(({ ended }) => ended), { ...way, parcels: second })
  }

  /** Resolves when it is delivered or given up, three days after `since` at the earliest, or is too large and can be cut. Rejects where it is not ours to deliver any more. */
  async #deliver({ addressee, parcels, since }: Way): Promise<'ended' | 'too-large'> {
    const { metrics, subscription, onGone } = this.#options
    const steps = parcels.map(({ step }) => step) as [AlertEvent, ...AlertEvent[]]
    const check = () => { for (const parcel of parcels) parcel.check() }
    const firstTried = Date.now()
    for (let attempt = 1; ; attempt++) {
      // The pause after a failure takes nobody's place: what the receiver refuses for days would fill them all.
      const result = await this.#lane.run(() => this.#call(steps, addressee, check))
      const canBeCut = result.status === tooLarge && steps.length > 1
      const status = result.ok ? 'delivered' : !canBeCut && isGivenUp(Date.now(), since, firstTried) ? 'given-up' : 'failed'
      metrics.attempted(subscription.name, status, (Date.now() - since) / 1000)
      await this.#note(steps, status, attempt, result)
      if (status !== 'failed') return 'ended'
      if (canBeCut) return 'too-large'
      // The subscription is ended; its position stays before this step, so nothing is lost when somebody enables it again.
      if (result.status === gone) onGone()
      await pause(Math.max(pauseMs(attempt, Math.random), result.retryAfterMs), check)
    }
  }

  async #call(steps: readonly [AlertEvent, ...AlertEvent[]], addressee: string, check: () => void): Promise<Attempt> {
    check()
    while (!this.#breaker.admits(Date.now())) await pause(breakerPollMs, check)
    const result = await this.#options.send(steps, addressee)
    if (!result.ok && isUnreachable(result.status)) this.#breaker.failed(Date.now(), Math.random, result.retryAfterMs)
    else this.#breaker.reached()
    return result
  }

  async #note(steps: readonly AlertEvent[], status: 'delivered' | 'failed' | 'given-up', attempt: number, { status: httpStatus, detail, ms }: Attempt): Promise<void> {
    const { deliveries, subscription } = this.#options
    const at = new Date().toISOString()
    await deliveries.write(steps.map(({ alertId, sequence }) => ({ subscription: subscription.name, alertId, sequence, status, attempt, httpStatus, detail, durationMs: ms, at })))
  }
}

async function pause(ms: number, check: () => void): Promise<void> {
  for (let left = ms; left > 0; left -= 1000) {
    check()
    await sleep(Math.min(left, 1000))
  }
}
