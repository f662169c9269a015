import { LogAway } from './ports.ts'

export interface Deadline {
  /** Default: 5 s. */
  readonly withinMs?: number
  /** What it means for what the client asked when there is no answer; default: just that. */
  readonly otherwise?: string
}

/** What a request waits for from Kafka: the clients of Kafka would wait until it is back. Rejects with LogAway where it fails, or is not there in time. */
export async function inTime<T>(answer: Promise<T>, { withinMs = 5000, otherwise }: Deadline = {}): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${withinMs} ms`)), withinMs)
  try {
    return await Promise.race([answer, promise])
  } catch (error) {
    throw new LogAway(error, otherwise)
  } finally {
    clearTimeout(timer)
  }
}
