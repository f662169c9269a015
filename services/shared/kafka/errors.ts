import { errorOfCode } from './cluster.ts'

/** What a Kafka error means to us; `code` is Kafka's own name where it has one. */
export interface KafkaFault {
  readonly code: string
  /** The same request may succeed later, perhaps at another broker. */
  readonly retriable: boolean
}

/** Another process owns the transactional id by now, or the coordinator timed the transaction out: nothing of it was committed. */
export class Fenced extends Error {
  constructor(transactionalId: string, cause: unknown) {
    super(`Fenced: another producer of ${transactionalId} has taken over`, { cause })
    this.name = 'Fenced'
  }
}

/** What was sent may have been stored or not. Throw away the producer and what was derived from it, and read what the log says. */
export class UnknownOutcome extends Error {
  constructor(what: string, cause: unknown) {
    super(`Unknown outcome: ${what}`, { cause })
    this.name = 'UnknownOutcome'
  }
}

/** The partition belongs to another member now. */
export class PartitionLost extends Error {
  constructor(topic: string, partition: number) {
    super(`Partition ${partition} of ${topic} is not ours any more`)
    this.name = 'PartitionLost'
  }
}

/** A broker answered with an error code. */
export class BrokerError extends Error {
  readonly type: string
  readonly retriable: boolean

  constructor(type: string, retriable: boolean, context: string) {
    super(`${type} (${context})`)
    this.name = 'BrokerError'
    this.type = type
    this.retriable = retriable
  }
}

/** The error that a broker's answer stands for, with what was asked. */
export function brokerError(errorCode: number, context: string): BrokerError {
  const { type, retriable } = errorOfCode(errorCode)
  return new BrokerError(type === 'KAFKAJS_UNKNOWN_ERROR_CODE' ? (laterCodes.get(errorCode) ?? `ERROR_${errorCode}`) : type, retriable, context)
}

/** Codes that are younger than the library's list. */
const laterCodes: ReadonlyMap<number, string> = new Map([[90, 'PRODUCER_FENCED'], [100, 'UNKNOWN_TOPIC_ID'], [120, 'TRANSACTION_ABORTABLE']])

interface ClientError {
  readonly name?: string
  readonly type?: string
  readonly code?: unknown
  readonly retriable?: boolean
  readonly cause?: unknown
}

const fencing: ReadonlySet<string> = new Set(['INVALID_PRODUCER_EPOCH', 'PRODUCER_FENCED', 'TRANSACTION_COORDINATOR_FENCED', 'INVALID_PRODUCER_ID_MAPPING'])

/**
 * The library calls these final: it has asked every broker it knows, or has waited for another caller's first question to one. While brokers restart, the
 * next try may find what this one did not.
 */
const laterFinds: ReadonlySet<string> = new Set(['KafkaJSGroupCoordinatorNotFound', 'KafkaJSLockTimeout'])

/** Translates an error of the client library, which nests what the broker said in causes. */
export function faultOf(error: unknown): KafkaFault {
  let innermost: ClientError | null = null
  for (let each = error as ClientError | null | undefined, depth = 0; each && depth < 8; each = each.cause as ClientError | undefined, depth++) {
    if (typeof each.type === 'string') return { code: each.type, retriable: each.retriable === true }
    innermost = each
  }
  const code = typeof innermost?.code === 'string' ? innermost.code : (innermost?.name ?? 'UNKNOWN')
  return { code, retriable: innermost?.retriable === true || laterFinds.has(code) }
}

/** Whether an error says that a newer producer of the same transactional id exists. */
export const isFencing = (error: unknown): boolean => fencing.has(faultOf(error).code)
