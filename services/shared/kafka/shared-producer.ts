import { setImmediate as endOfTurn } from 'node:timers/promises'
import { UnknownOutcome } from './errors.ts'
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
  #queue: Waiting[] = []
  #sending = false
  #broken: unknown = null

  constructor(producer: IdempotentProducer, onBroken: () => void) {
    this.#producer = producer
    this.#onBroken = onBroken
  }

  send(records: readonly OutRecord[]): Promise<Produced[]> {
    if (this.#broken) return Promise.reject(new UnknownOutcome('the shared producer failed before', this.#broken))
    return new Promise((resolve, reject) => {
      this.#queue.push({ records, resolve, reject })
      if (!this.#sending) void this.#sendAll()
    })
  }

  async #sendAll(): Promise<void> {
    this.#sending = true
    while (this.#queue.length > 0) {
      await endOfTurn()
      const all = this.#queue
      this.#queue = []
      try {
        const answers = await this.#producer.send(all.length === 1 ? all[0]!.records : all.flatMap(({ records }) => records))
        for (const { records, resolve } of all) resolve(all.length === 1 ? answers : answersTo(records, answers))
      } catch (error) {
        this.#broken = error
        this.#onBroken()
        for (const { reject } of [...all, ...this.#queue.splice(0)]) reject(error)
      }
    }
    this.#sending = false
  }
}

/** The answers for the partitions that the records went to. */
function answersTo(records: readonly OutRecord[], answers: readonly Produced[]): Produced[] {
  const own = new Set(records.map(({ topic, partition }) => `${topic}:${partition}`))
  return answers.filter(({ topic, partition }) => own.has(`${topic}:${partition}`))
}
