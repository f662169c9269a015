import { setTimeout as sleep } from 'node:timers/promises'
import type { AlertEvent } from '../../schemas/types.ts'
import { createLane, type Lane } from '../shared/lane.ts'
import type { Attempt, Send } from '../shared/webhooks/send.ts'
import { defaultConcurrency, type Subscription } from '../shared/webhooks/subscriptions.ts'
import { Digest, type Parcel } from './digest.ts'
import type { NotifierMetrics } from './metrics.ts'
import type { DeliveryLog } from './ports.ts'
import { Breaker, isGivenUp, pauseMs } from './retry.ts'

export interface EndpointOptions {
  readonly subscription: Subscription
  readonly send: Send
  readonly deliveries: DeliveryLog
  readonly metrics: NotifierMetrics
  /** It answered 410: nobody lives there any more. */
  onGone(): void
}

/** How often a closed breaker is asked again. */
const breakerPollMs = 200
const gone = 410

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
  send(parcels: readonly Parcel[], since: number): void {
    const steps = parcels.map(({ step }) => step) as [AlertEvent, ...AlertEvent[]]
    const abouts = new Set(steps.map(aboutOf))
    const check = () => { for (const parcel of parcels) parcel.check() }
    const sent = Promise.all([...abouts].map((about) => this.#lasts.get(about))).then(() => this.deliver(steps, since, check))
    for (const about of abouts) this.#lasts.set(about, sent)
    sent.finally(() => {
      for (const about of abouts) if (this.#lasts.get(about) === sent) this.#lasts.delete(about)
    }).then(() => { for (const parcel of parcels) parcel.done() }, (error: unknown) => { for (const parcel of parcels) parcel.failed(error) })
  }

  /** Resolves when it is delivered or given up, three days after `since` at the earliest. `check` throws where it is not ours to deliver any more. */
  async deliver(steps: readonly [AlertEvent, ...AlertEvent[]], since: number, check: () => void): Promise<void> {
    const { metrics, subscription, onGone } = this.#options
    const firstTried = Date.now()
    for (let attempt = 1; ; attempt++) {
      // The pause after a failure takes nobody's place: what the receiver refuses for days would fill them all.
      const result = await this.#lane.run(() => this.#call(steps, check))
      const status = result.ok ? 'delivered' : isGivenUp(Date.now(), since, firstTried) ? 'given-up' : 'failed'
      metrics.attempted(subscription.name, status, (Date.now() - since) / 1000)
      await this.#note(steps, status, attempt, result)
      if (status !== 'failed') return
      // The subscription is ended; its position stays before this step, so nothing is lost when somebody enables it again.
      if (result.status === gone) onGone()
      await pause(Math.max(pauseMs(attempt, Math.random), result.retryAfterMs), check)
    }
  }

  async #call(steps: readonly [AlertEvent, ...AlertEvent[]], check: () => void): Promise<Attempt> {
    check()
    while (!this.#breaker.admits(Date.now())) await pause(breakerPollMs, check)
    const result = await this.#options.send(steps)
    if (result.ok) this.#breaker.succeeded()
    else this.#breaker.failed(Date.now(), Math.random, result.retryAfterMs)
    return result
  }

  async #note(steps: readonly AlertEvent[], status: 'delivered' | 'failed' | 'given-up', attempt: number, { status: httpStatus, detail, ms }: Attempt): Promise<void> {
    const { deliveries, subscription } = this.#options
    const at = new Date().toISOString()
    await deliveries.write(steps.map(({ alertId, sequence }) => ({ subscription: subscription.name, alertId, sequence, status, attempt, httpStatus, detail, durationMs: ms, at })))
  }
}

/** What a step's alert is about: its steps must come in order. */
const aboutOf = ({ accountId, alertId }: AlertEvent): string => accountId ?? alertId

async function pause(ms: number, check: () => void): Promise<void> {
  for (let left = ms; left > 0; left -= 1000) {
    check()
    await sleep(Math.min(left, 1000))
  }
}
