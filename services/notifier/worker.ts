import { setTimeout as sleep } from 'node:timers/promises'
import type { AlertEvent } from '../../schemas/types.ts'
import type { EventDecoder } from '../shared/avro/decoder.ts'
import { PartitionLost } from '../shared/kafka/errors.ts'
import type { LogRecord } from '../shared/kafka/log-record.ts'
import type { PartitionContext, PartitionWorker } from '../shared/kafka/worker.ts'
import type { Log } from '../shared/log.ts'
import type { Attempt, Send } from '../shared/webhooks/send.ts'
import type { Subscription } from '../shared/webhooks/subscriptions.ts'
import { Digest } from './digest.ts'
import { wants } from './filter.ts'
import type { NotifierMetrics } from './metrics.ts'
import type { DeliveryLog } from './ports.ts'
import { giveUpAfterMs, pauseMs, type Breaker } from './retry.ts'

export interface WorkerOptions {
  readonly of: { readonly topic: string; readonly partition: number }
  readonly subscription: Subscription
  readonly context: PartitionContext
  /** Where the partition begins. */
  readonly firstOffset: () => Promise<number>
  readonly send: Send
  readonly breaker: Breaker
  readonly deliveries: DeliveryLog
  readonly metrics: NotifierMetrics
  /** Reads steps whichever compatible schema they were written with. */
  readonly decoder: EventDecoder<'alert'>
  readonly log: Log
}

/** How often a closed breaker is asked again. */
const breakerPollMs = 200

/**
 * One partition of the alert topic on its way to one subscription, in order. Each subscription has a group and a position of its own, so an endpoint
 * that is dead delays only itself. At least once: the position is committed after the delivery.
 */
export class SubscriptionWorker implements PartitionWorker {
  readonly #options: WorkerOptions
  readonly #digest: Digest
  /** Positions of what the digest holds back: the commit stays before them. */
  #held: number[] = []
  #position = 0
  #committed = -1

  constructor(options: WorkerOptions) {
    this.#options = options
    this.#digest = new Digest(options.subscription.digest)
  }

  async takeOver(): Promise<number> {
    const { context, firstOffset, subscription } = this.#options
    const committed = await context.committed()
    // A replay changes `from`: then the position is of another run, and reading begins anew; what is older is passed over.
    this.#position = committed !== null && committed.metadata === subscription.from ? committed.offset : await firstOffset()
    return this.#position
  }

  async process(records: readonly LogRecord[], nextOffset: number): Promise<void> {
    const { subscription } = this.#options
    for (const record of records) {
      const decoded = await this.#options.decoder.decode(record.value)
      if (decoded.kind === 'failed') {
        // Only the scorer writes here; what is not from it must not hold back what is.
        this.#options.log.error({ event: 'record.failed', ...this.#options.of, offset: record.offset, code: decoded.code, reason: decoded.reason }, 'A record of the alert topic cannot be read, and is passed over')
        continue
      }
      const step: AlertEvent = decoded.event
      if (!wants(subscription, step, record.timestamp)) continue
      if (this.#digest.holds(step, Date.now())) this.#held.push(record.offset)
      else await this.#deliver([step], Math.max(record.timestamp, Date.parse(subscription.from)))
      this.#position = record.offset + 1
      await this.#commit()
    }
    this.#position = nextOffset
    await this.#flush()
    await this.#commit()
  }

  /** Called at every idle poll. */
  async caughtUp(): Promise<void> {
    if (this.#digest.isEmpty) return
    await this.#flush()
    await this.#commit()
  }

  async drop(): Promise<void> {}

  async #flush(): Promise<void> {
    for (const steps of this.#digest.take(Date.now())) await this.#deliver(steps, Date.now())
    if (this.#digest.isEmpty) this.#held = []
  }

  async #commit(): Promise<void> {
    const upTo = this.#held[0] ?? this.#position
    if (upTo === this.#committed) return
    await this.#options.context.commit(upTo, this.#options.subscription.from)
    this.#committed = upTo
  }

  /** Until it is delivered, or three days have passed since `since`. */
  async #deliver(steps: readonly [AlertEvent, ...AlertEvent[]], since: number): Promise<void> {
    const { breaker, send, metrics, subscription } = this.#options
    for (let attempt = 1; ; attempt++) {
      while (!breaker.admits(Date.now())) await this.#pause(breakerPollMs)
      const result = await send(steps)
      if (result.ok) breaker.succeeded()
      else breaker.failed(Date.now(), Math.random)
      const status = result.ok ? 'delivered' : Date.now() - since > giveUpAfterMs ? 'given-up' : 'failed'
      metrics.attempted(subscription.name, status, (Date.now() - since) / 1000)
      await this.#note(steps, status, attempt, result)
      if (status !== 'failed') return
      await this.#pause(pauseMs(attempt, Math.random))
    }
  }

  async #pause(ms: number): Promise<void> {
    const { context, of } = this.#options
    for (let left = ms; left > 0; left -= 1000) {
      if (!context.stillOurs()) throw new PartitionLost(of.topic, of.partition)
      await sleep(Math.min(left, 1000))
    }
  }

  async #note(steps: readonly AlertEvent[], status: 'delivered' | 'failed' | 'given-up', attempt: number, { status: httpStatus, detail, ms }: Attempt): Promise<void> {
    const { deliveries, subscription } = this.#options
    const at = new Date().toISOString()
    await deliveries.write(steps.map(({ alertId, sequence }) => ({ subscription: subscription.name, alertId, sequence, status, attempt, httpStatus, detail, durationMs: ms, at })))
  }
}
