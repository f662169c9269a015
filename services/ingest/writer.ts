import type { Cluster } from '../shared/kafka/cluster.ts'
import type { OutRecord } from '../shared/kafka/log-record.ts'
import { openProducer, type IdempotentProducer } from '../shared/kafka/producer.ts'
import { Full, LogAway, type Writer } from './ports.ts'

export interface WriterOptions {
  readonly open: () => Promise<IdempotentProducer>
  /** Bytes that may be in hand; more is refused. */
  readonly maxWaitingBytes: number
  /** How long a request waits at most. */
  readonly ackWithinMs: number
}

/** What one request brings. */
interface Waiting {
  readonly records: readonly OutRecord[]
  readonly bytes: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
  /** Runs until the request is answered. */
  readonly deadline: NodeJS.Timeout
}

const mostRecords = 5000

/**
 * Writes what all requests bring, in the order in which they came: while one send is under way, others wait and go together in the next. After a send
 * whose outcome is unknown the producer is thrown away: its requests are told so, and repeat with the same ids.
 */
export function createWriter({ open, maxWaitingBytes, ackWithinMs }: WriterOptions): Writer {
  const waiting: Waiting[] = []
  let sending: readonly Waiting[] | null = null
  let bytesInHand = 0
  let producer: Promise<IdempotentProducer> | null = null

  function take(): Waiting[] {
    let records = 0
    let count = 0
    while (count < waiting.length && (count === 0 || records + waiting[count]!.records.length <= mostRecords)) records += waiting[count++]!.records.length
    return waiting.splice(0, count)
  }

  function sendNext(): void {
    if (sending !== null || waiting.length === 0) return
    const batch = sending = take()
    const own = producer ??= open()
    own.then((each) => each.send(batch.flatMap(({ records }) => records))).then(() => ended(batch, null), (error: unknown) => ended(batch, error as Error))
  }

  function ended(batch: readonly Waiting[], error: Error | null): void {
    // Only now: a send that was given up held its records until here.
    release(batch)
    if (sending !== batch) return
    sending = null
    if (error === null) for (const each of batch) succeed(each)
    else giveUp(batch, error)
    sendNext()
  }

  /** The oldest request has waited as long as it may. Kafka, which does not answer it, would not answer the others in time either. */
  function giveUpAll(): void {
    const unsent = waiting.splice(0)
    release(unsent)
    const all = [...sending ?? [], ...unsent]
    sending = null
    giveUp(all, new Error(`no answer within ${ackWithinMs} ms`))
  }

  function giveUp(batch: readonly Waiting[], cause: Error): void {
    producer = null
    for (const { deadline, reject } of batch) {
      clearTimeout(deadline)
      reject(new LogAway(cause.message, { cause }))
    }
  }

  function release(batch: readonly Waiting[]): void {
    for (const { bytes } of batch) bytesInHand -= bytes
  }

  return {
    write(records, bytes) {
      if (bytesInHand + bytes > maxWaitingBytes) return Promise.reject(new Full(`${bytesInHand} bytes wait for Kafka`))
      bytesInHand += bytes
      return new Promise<void>((resolve, reject) => {
        waiting.push({ records, bytes, resolve, reject, deadline: setTimeout(giveUpAll, ackWithinMs) })
        sendNext()
      })
    },
  }
}

function succeed({ deadline, resolve }: Waiting): void {
  clearTimeout(deadline)
  resolve()
}

/** The writer on Kafka. */
export const openWriter = (cluster: Cluster, limits: Omit<WriterOptions, 'open'>): Writer => createWriter({ open: () => openProducer(cluster), ...limits })
