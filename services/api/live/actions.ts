import { setTimeout as sleep } from 'node:timers/promises'
import type { AlertAction, AlertEvent, FailedEvent } from '../../../schemas/types.ts'
import { contractType } from '../../shared/avro/published.ts'
import { frame, unframe } from '../../shared/avro/wire.ts'
import type { KafkaClient } from '../../shared/kafka/client.ts'
import { followTopic } from '../../shared/kafka/follow.ts'
import { partitionFor } from '../../shared/kafka/partitioner.ts'
import { openProducer, type IdempotentProducer } from '../../shared/kafka/producer.ts'
import type { LogReader } from '../../shared/kafka/read.ts'
import { createLane } from '../../shared/lane.ts'
import { createRecent } from '../../shared/recent.ts'
import type { Log } from '../../shared/log.ts'
import { topicOf } from '../../topology.ts'
import { LogAway, type ActionOutcome, type Actions, type AlertFeed, type LoggedAt } from './ports.ts'

export interface ActionsOptions {
  readonly client: KafkaClient
  readonly reader: LogReader
  readonly feed: AlertFeed
  readonly deployment: string
  /** Of the contract alert-action, as registered. */
  readonly schemaId: number
  readonly log: Log
  /** How long to wait for the outcome, ms; default 5 s. */
  readonly patienceMs?: number
}

const ackWithinMs = 10_000
/** Refusals that came before anybody asked for them, and steps for who asks once more. */
const keptOutcomes = 1000

/** Actions on alerts go the way of everything else: into the log. Their outcome is read where the world reads it, from the alert topic or the failed events. */
export async function openActions(options: ActionsOptions): Promise<Actions & { readonly done: Promise<void>; close(): Promise<void> }> {
  const { client, reader, feed, deployment, schemaId, log, patienceMs = 5000 } = options
  const topic = topicOf(deployment, 'alert-actions')
  const partitions = (await reader.offsets({ topic })).length
  const cluster = client.cluster()
  const lane = createLane(1)
  let producer: Promise<IdempotentProducer> | null = null
  const waiting = new Map<string, (outcome: ActionOutcome) => void>()
  const failures = createRecent<ActionOutcome>(keptOutcomes)
  // To the scorer an action that comes once more is a repeat, which makes no step; ClickHouse has the first one's only some seconds later.
  const steps = createRecent<AlertEvent>(keptOutcomes)
  const stopping = new AbortController()

  const endOf = async (name: 'failed-events' | 'alerts') => (await reader.offsets({ topic: topicOf(deployment, name), isolation: 'read_committed' })).map(({ high }) => high)
  const following = followTopic({
    client, topic: topicOf(deployment, 'failed-events'), from: await endOf('failed-events'), log,
    onRecords(_, records) {
      for (const { value } of records) {
        const body = value && unframe(value)?.body
        if (body) refused(contractType('failed-event').fromBuffer(body) as FailedEvent)
      }
    },
  })
  function refused({ topic: from, failureId, code, reason }: FailedEvent): void {
    if (from !== topic) return
    const outcome = { outcome: 'refused', code, reason } as const
    failures.put(failureId, outcome)
    waiting.get(failureId)?.(outcome)
  }
  const applied = (step: AlertEvent) => {
    if (step.cause !== 'ACTION' || step.causeEventId === null) return
    steps.put(`${step.alertId} ${step.causeEventId}`, step)
    waiting.get(step.causeEventId)?.({ outcome: 'applied', step })
  }
  const subscription = feed.subscribe(await endOf('alerts'), stopping.signal, applied)
  subscription.catch(() => {})

  async function send(action: AlertAction): Promise<LoggedAt> {
    const partition = partitionFor(action.accountId, partitions)
    const value = frame(schemaId, contractType('alert-action'), action)
    producer ??= openProducer(cluster)
    try {
      const [stored] = await Promise.race([producer.then((own) => own.send([{ topic, partition, key: action.accountId, value }])), sleep(ackWithinMs).then(() => { throw new Error(`no answer within ${ackWithinMs} ms`) })])
      return { topic, partition, offset: stored!.baseOffset }
    } catch (error) {
      producer = null
      throw new LogAway(error, 'Whether the action is in the log is not known; repeated with the same actionId it is applied once.')
    }
  }

  return {
    async submit(action) {
      const { promise, resolve } = Promise.withResolvers<ActionOutcome>()
      waiting.set(action.actionId, resolve)
      try {
        const loggedAt = await lane.run(() => send(action))
        const failureId = `${loggedAt.topic}:${loggedAt.partition}:${loggedAt.offset}`
        waiting.set(failureId, resolve)
        const known = failures.get(failureId)
        if (known) resolve(known)
        const step = steps.get(`${action.alertId} ${action.actionId}`)
        if (step) resolve({ outcome: 'applied', step })
        const outcome = Promise.race([promise, sleep(patienceMs, { outcome: 'pending' } as const, { signal: stopping.signal })])
          .catch(() => ({ outcome: 'pending' }) as const)
          .finally(() => { waiting.delete(action.actionId); waiting.delete(failureId) })
        return { loggedAt, outcome }
      } catch (error) {
        waiting.delete(action.actionId)
        throw error
      }
    },
    done: Promise.race([following.done, subscription]),
    close: async () => {
      stopping.abort()
      await Promise.all([following.close(), cluster.disconnect()])
    },
  }
}
