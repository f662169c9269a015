import { eventContracts, type EventKind } from '../avro/published.ts'
import type { InputTopic } from '../../topology.ts'

/** What the events of each input topic are. */
export const kinds = { touchpoints: 'TOUCH_POINT', surveys: 'SURVEY', crm: 'ACCOUNT', 'alert-actions': 'ACTION' } as const satisfies Record<InputTopic, EventKind>

/** The contract of the events of an input topic. */
export const contractOf = (topic: InputTopic) => eventContracts[kinds[topic]]
