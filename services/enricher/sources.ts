import type { ContractName } from '../../schemas/contracts.ts'
import type { EventKind, EventOf } from '../shared/avro/published.ts'
import type { InputTopic } from '../topology.ts'

/** What an input topic carries, and what its events become in the timeline. */
export interface Source<K extends EventKind = EventKind> {
  readonly contract: ContractName
  readonly kind: K
  /** What a person wrote; null where there is nothing to analyse. */
  textOf(event: EventOf<K>): string | null
}

const source = <K extends EventKind>(contract: ContractName, kind: K, textOf: (event: EventOf<K>) => string | null): Source<K> => ({ contract, kind, textOf })

export const sources = {
  touchpoints: source('touch-point', 'TOUCH_POINT', (event) => event.text),
  surveys: source('survey', 'SURVEY', (event) => event.comment),
  crm: source('crm', 'ACCOUNT', () => null),
  'alert-actions': source('alert-action', 'ACTION', () => null),
} as const satisfies Record<InputTopic, { contract: ContractName; kind: EventKind }>
