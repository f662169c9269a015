import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from '../shared/kafka/cluster.ts'
import type { OutRecord } from '../shared/kafka/log-record.ts'
import { openProducer, type IdempotentProducer } from '../shared/kafka/producer.ts'
import { Full, LogAway, type Writer } from './ports.ts'

export interface WriterOptions {
  readonly open: () => Promise<IdempotentProducer>
  /** Bytes that may wait; more is refused. */
  readonly maxWaitingBytes: number
  readonly ackWithinMs: number
}

interface Waiting {
  readonly records: readonly OutRecord[]
  readonly bytes: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

const mostRecords = 5000

/**
 * Writes what all requests bring, in the order in which they came: while one send is under way, others wait and go together in the next. After a send
 * whose outcome is unknown the producer is thrown away: its requests are told so, and repeat with the same ids.
 */
export function createWriter({ open, maxWaitingBytes, ackWithinMs }: WriterOptions): Writer {
  const waiting: Waiting[] = []
  let bytesInHand = 0
  let sending = false
  let producer: Promise<IdempotentProducer> | null = null

  function take(): Waiting[] {
    let records = 0
    let count = 0
    while (count < waiting.length && (count === 0 || records + waiting[count]!.records.length <= mostRecords)) records += waiting[count++]!.records.length
    return waiting.splice(0, count)
  }

  async function send(batch: readonly Waiting[]): Promise<void> {
    const own = (producer ??= open())
    const late = new AbortController()
    try {
      await Promise.race([
        own.then((each) => each.send(batch.flatMap(({ records }) => records))),
        sleep(ackWithinMs, undefined, { signal: late.signal }).then(() => { throw new Error(`no answer within ${ackWithinMs} ms`) }),
      ])
      for (const each of batch) each.resolve()
    } catch (error) {
      producer = null
      for (const each of batch) each.reject(new LogAway((error as Error).message, { cause: error }))
    } finally {
      late.abort()
      for (const { bytes } of batch) bytesInHand -= bytes
    }
  }

  async function drain(): Promise<void> {
    if (sending) return
    sending = true
    while (waiting.length > 0) await send(take())
    sending = false
  }

  return {
    write(records, bytes) {
      if (bytesInHand + bytes > maxWaitingBytes) return Promise.reject(new Full(`${bytesInHand} bytes wait for Kafka`))
      bytesInHand += bytes
      return new Promise<void>((resolve, reject) => {
        waiting.push({ records, bytes, resolve, reject })
        void drain()
      })
    },
  }
}

/** The writer on Kafka. */
export const openWriter = (cluster: Cluster, limits: Omit<WriterOptions, 'open'>): Writer => createWriter({ open: () => openProducer(cluster), ...limits })
