import type { FailedEvent } from '../../../schemas/types.ts'
import { EventDecoder } from '../../shared/avro/decoder.ts'
import { topicOf } from '../../topology.ts'
import { withRegistry } from '../reach.ts'
import type { Parts } from '../context.ts'

/** Which failed events are wanted; what is absent does not matter. Times are epoch ms, `until` is exclusive. */
export interface Filter {
  readonly code?: string
  /** With or without the deployment's prefix. */
  readonly topic?: string
  /** Of the event's sender; needs the event's bytes decoded, which `matches` leaves to its caller. */
  readonly source?: string
  readonly since?: number
  readonly until?: number
}

/** Whether a failed event is wanted, by what stands beside its bytes. */
export const matches = (filter: Filter, deployment: string) => (event: FailedEvent): boolean =>
  (filter.code === undefined || event.code === filter.code)
  && (filter.topic === undefined || event.topic === filter.topic || event.topic === `${deployment}.${filter.topic}` || `${deployment}.${event.topic}` === filter.topic)
  && event.at >= (filter.since ?? -Infinity) && event.at < (filter.until ?? Infinity)

/** All failed events of the deployment that `wanted` says yes to, oldest first. They are written at least once: each id is given once, as it was last. */
export async function readFailed({ config, reader, registry }: Parts, wanted: (event: FailedEvent) => boolean): Promise<FailedEvent[]> {
  const topic = topicOf(config.deployment, 'failed-events')
  const decoder = new EventDecoder({ contract: 'failed-event', registry, maxBytes: Infinity })
  const found = new Map<string, FailedEvent>()
  for (const { partition } of await reader.offsets({ topic })) {
    await reader.readPartition({
      topic, partition, from: 'earliest', until: 'end', onRecords: async (records) => {
        for (const { value } of records) {
          const result = await withRegistry(Promise.resolve(decoder.decode(value)))
          if (result.kind === 'ok' && wanted(result.event)) found.set(result.event.failureId, result.event)
        }
      },
    })
  }
  return [...found.values()].sort((a, b) => a.at - b.at || (a.failureId < b.failureId ? -1 : 1))
}
