import { setTimeout as sleep } from 'node:timers/promises'
import type { AlertEvent } from '../../schemas/types.ts'
import type { EventDecoder } from '../shared/avro/decoder.ts'
import { PartitionLost } from '../shared/kafka/errors.ts'
import type { LogRecord } from '../shared/kafka/log-record.ts'
import type { PartitionContext, PartitionWorker } from '../shared/kafka/worker.ts'
import type { Log } from '../shared/log.ts'
import { addresseeOf } from '../shared/webhooks/message.ts'
import type { Subscription } from '../shared/webhooks/subscriptions.ts'
import { isHistory } from './digest.ts'
import type { Endpoint } from './endpoint.ts'
import { wants } from './filter.ts'
import { InHand } from './in-hand.ts'
import type { Parcel } from './parcel.ts'

export interface WorkerOptions {
  readonly of: { readonly topic: string; readonly partition: number }
  readonly subscription: Subscription
  readonly context: PartitionContext
  /** Where the partition begins. */
  readonly firstOffset: () => Promise<number>
  /** Shared by the workers of all partitions. */
  readonly endpoint: Endpoint
  /** Reads steps whichever compatible schema they were written with. */
  readonly decoder: EventDecoder<'alert'>
  readonly log: Log
}

/** So many steps of a partition may be on their way or held back: one that its receiver refuses for days does not hold up those behind it, nor do they fill the memory. */
const mostInHand = 2000
const flushEveryMs = 200

/**
 * One partition of the alert topic on its way to one subscription; steps of one account, or source, or model one after the other. Each subscription has a
 * group and a position of its own, so an endpoint that is dead delays only itself. At least once: the position is committed once all before it is delivered.
 */
export class SubscriptionWorker implements PartitionWorker {
  readonly #options: WorkerOptions
  readonly #inHand = new InHand()
  #failure: unknown = null
  #position = 0
  #committed = -1
  #committing = false

  constructor(options: WorkerOptions) {
    this.#options = options
  }

  async takeOver(): Promise<number> {
    const { context, firstOffset, subscription } = this.#options
    const committed = await context.committed()
    // A replay changes `from`: then the position is of another run, and reading begins anew; what is older is passed over.
    this.#position = committed !== null && committed.metadata === subscription.from ? committed.offset : await firstOffset()
    return this.#position
  }

  async process(records: readonly LogRecord[], nextOffset: number): Promise<void> {
    const { subscription, of, log, decoder } = this.#options
    for (const record of records) {
      const decoded = await decoder.decode(record.value)
      if (decoded.kind === 'failed') {
        // Only the scorer writes here; what is not from it must not hold back what is.
        log.error({ event: 'record.failed', ...of, offset: record.offset, code: decoded.code, reason: decoded.reason }, 'A record of the alert topic cannot be read, and is passed over')
        continue
      }
      if (!wants(subscription, decoded.event, record.timestamp)) continue
      await this.#room()
      this.#inHand.add(record.offset)
      this.#position = record.offset + 1
      this.#send(decoded.event, record)
    }
    this.#position = nextOffset
    await this.caughtUp()
  }

  #send(step: AlertEvent, { offset, timestamp }: LogRecord): void {
    const { endpoint, subscription } = this.#options
    const now = Date.now()
    const parcel: Parcel = {
      step, from: this, check: () => this.#check(), failed: (error) => { this.#failure ??= error },
      done: () => {
        this.#inHand.done(offset)
        this.#commit().catch((error: unknown) => { this.#failure ??= error })
      },
    }
    if (endpoint.digest.holds(parcel, now, isHistory(step, timestamp, now))) return
    const since = Math.max(timestamp, Date.parse(subscription.from))
    for (const each of [...endpoint.digest.release(step.alertId), parcel]) endpoint.send({ addressee: addresseeOf(each.step), parcels: [each] }, since)
  }

  /** Called at every idle poll, too. */
  async caughtUp(): Promise<void> {
    this.#flush()
    await this.#commit()
    if (this.#failure !== null) throw this.#failure
  }

  async drop(): Promise<void> {
    this.#options.endpoint.digest.forget(this)
  }

  async #room(): Promise<void> {
    while (this.#inHand.size >= mostInHand) {
      await this.caughtUp()
      this.#check()
      // What is held back fills the memory: to hold it for the whole of its time would hold up what is behind it, a long replay for hours.
      if (this.#options.endpoint.digest.size >= mostInHand / 2) this.#flush(Infinity)
      await sleep(flushEveryMs)
    }
  }

  /** What others handed in goes along: a digest is one owner's, over all partitions. */
  #flush(until = Date.now()): void {
    for (const bundle of this.#options.endpoint.digest.take(until)) this.#options.endpoint.send(bundle, Date.now())
  }

  #check(): void {
    const { context, of } = this.#options
    if (!context.stillOurs()) throw new PartitionLost(of.topic, of.partition)
  }

  async #commit(): Promise<void> {
    const upTo = this.#inHand.upTo(this.#position)
    if (this.#committing || upTo === this.#committed) return
    this.#committing = true
    try {
      await this.#options.context.commit(upTo, this.#options.subscription.from)
      this.#committed = upTo
    } finally {
      this.#committing = false
    }
  }
}
