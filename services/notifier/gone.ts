import type { Log } from '../shared/log.ts'
import { changeSubscriptions, readSubscriptions, type Subscription } from '../shared/webhooks/subscriptions.ts'

const reason = 'its endpoint answered 410 (Gone)'

/** Ends subscriptions whose endpoint wants nothing any more: in their file, or, where that cannot be written, in this process until their entry in it changes. */
export class Gone {
  readonly #file: string
  readonly #log: Log
  /** Those that only this process knows to have ended, as they stood in the file then, by name. */
  readonly #ended = new Map<string, string>()

  constructor(file: string, log: Log) {
    this.#file = file
    this.#log = log
  }

  /** Ends a subscription, once however many calls are answered so. Never throws: what one receiver says must not fail its delivery, nor end the notifier. */
  end(subscription: Subscription): void {
    const { name } = subscription
    if (this.#ended.has(name)) return
    try {
      if (readSubscriptions(this.#file).some((each) => each.name === name && each.disabled !== undefined)) return
      const disabled = { at: new Date().toISOString(), reason }
      changeSubscriptions(this.#file, (now) => now.map((each) => (each.name === name ? { ...each, disabled } : each)))
      this.#log.error({ event: 'subscription.disabled', subscription: name, reason }, 'Subscription disabled; nothing is lost: cx webhooks enable goes on where it was')
    } catch (error) {
      this.#ended.set(name, JSON.stringify(subscription))
      const remedy = `When the endpoint is mended: cx webhooks enable ${name}, where its file can be written, or start the notifier again.`
      this.#log.error({ event: 'subscription.disabled', subscription: name, reason, remedy, err: error }, 'Subscription ended in this process only, since its file cannot be written; nothing is lost: it goes on where it was')
    }
  }

  /** Those of the file's subscriptions that are to be served. One that ended is forgotten once its entry is another. */
  served(all: readonly Subscription[]): Subscription[] {
    const texts = new Map(all.map((each) => [each.name, JSON.stringify(each)]))
    for (const [name, text] of this.#ended) if (texts.get(name) !== text) this.#ended.delete(name)
    return all.filter(({ name, disabled }) => disabled === undefined && !this.#ended.has(name))
  }
}
