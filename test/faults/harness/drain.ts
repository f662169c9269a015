import { eventually } from '../../helpers/eventually.ts'
import { partitionOf } from '../verifier/timeline.ts'
import type { FleetService } from './instance.ts'
import { crm, touchPoint, type Message } from './message.ts'
import type { Publisher } from './publisher.ts'
import type { Field } from './recovery.ts'

const timelinePartitions = 4
const byContactPartitions = 2

/** Ids that fall into each partition. */
function idsFor(prefix: string, partitions: number): string[] {
  const found = new Map<number, string>()
  for (let i = 0; found.size < partitions; i++) found.set(partitionOf(`${prefix}${i}`, partitions), `${prefix}${i}`)
  return [...found.values()]
}

const message = (topic: Message['topic'], key: string, event: object): Message => ({ topic, key, value: (codec) => codec.framed(topic, event) })

/**
 * Resolves when everything published has gone all the way. What a group has committed may lag behind what it has done, until it does something more: so, after
 * the inputs are read, there comes one last event for every partition of by-contact, then one for every partition of the timeline.
 */
export async function drain(field: Field, publisher: Publisher, at: number): Promise<void> {
  const { positions, fleet } = field
  const empty = (service: FleetService) => eventually(async () => {
    fleet.check()
    return (await positions.of(service))?.lag === 0
  }, { timeoutMs: 300_000, everyMs: 100 }).catch(async () => {
    throw new Error(`the ${service} does not get to the end of its input: ${JSON.stringify(await positions.of(service))}`)
  })
  await empty('enricher')
  const named = (eventId: string, accountId: string, contactId: string | null) => ({ eventId, occurredAt: at, accountId, contactId })
  const bindings = idsFor('last-contact-', byContactPartitions).map((id) => message('crm', id, crm(named(`last ${id}`, id, id), 'CONTACT_UPSERTED')))
  await publisher.publish(bindings)
  await empty('enricher')
  await empty('resolver')
  const lastOf = (id: string) => touchPoint(named(`last ${id}`, id, null), { outcome: 'SUCCEEDED' })
  await publisher.publish(idsFor('last-account-', timelinePartitions).map((id) => message('touchpoints', id, lastOf(id))))
  for (const service of ['enricher', 'resolver', 'scorer', 'sink'] as const) await empty(service)
}

/** For `wall`: no more time passes once enrichers and resolvers are gone; then scorers and sinks come to their end. */
export async function standStill(field: Field): Promise<void> {
  const { fleet, positions } = field
  await Promise.all((['enricher', 'resolver'] as const).flatMap((service) => fleet.of(service)).map((each) => fleet.remove(each)))
  for (const service of ['scorer', 'sink'] as const) {
    await eventually(async () => {
      fleet.check()
      return (await positions.of(service))?.lag === 0
    }, { timeoutMs: 120_000, everyMs: 100 })
  }
}
