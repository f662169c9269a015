import { UnknownOutcome } from './errors.ts'
import { gather } from './gather.ts'
import type { OutRecord } from './log-record.ts'
import type { Produced } from './produce.ts'
import type { IdempotentProducer } from './producer.ts'

interface Waiting {
  readonly records: readonly OutRecord[]
  resolve(answers: Produced[]): void
  reject(error: unknown): void
}

/**
 * One producer that many share, with concurrent calls: what comes in one turn of the event loop, or while a request is under way, goes together in the
 * next one, each call's records in their order. After an error it rejects everything, for good, as an unshared one does; the function given opens a new one for whoever asks next.
 */
export function shareProducer(open: () => Promise<IdempotentProducer>): () => Promise<IdempotentProducer> {
  let current: Promise<SharedProducer> | null = null
  return () => {
    const mine = current ??= open().then((producer) => new SharedProducer(producer, () => { if (current === mine) current = null }))
    mine.catch(() => { if (current === mine) current = null })
    return mine
  }
}

class SharedProducer implements IdempotentProducer {
  readonly #producer: IdempotentProducer
  readonly #onBroken: () => void
  readonly #enqueue = gather<Waiting>((all) => this.#sendAll(all))
  #broken: unknown = null

  constructor(producer: IdempotentProducer, onBroken: () => void) {
    this.#producer = producer
    this.#onBroken = onBroken
  }

  send(records: readonly OutRecord[]): Promise<Produced[]> {
    if (this.#broken) return Promise.reject(new UnknownOutcome('the shared producer failed before', this.#broken))
    return new Promise((resolve, reject) => this.#enqueue({ records, resolve, reject }))
  }

  async #sendAll(all: readonly Waiting[]): Promise<void> {
    try {
      // What waited while the request before it failed fails with it.
      if (this.#broken) throw this.#broken
      const answers = await this.#producer.send(all.length === 1 ? all[0]!.records : all.flatMap(({ records }) => records))
      for (const { records, resolve } of all) resolve(all.length === 1 ? answers : answersTo(records, answers))
    } catch (error) {
      this.#broken ??= error
      this.#onBroken()
      for (const { reject } of all) reject(error)
    }
  }
}

/** The answers for the partitions that the records went to. */
function answersTo(records: readonly OutRecord[], answers: readonly Produced[]): Produced[] {
  const own = new Set(records.map(({ topic, partition }) => `${topic}:${partition}`))
  return answers.filter(({ topic, partition }) => own.has(`${topic}:${partition}`))
}
