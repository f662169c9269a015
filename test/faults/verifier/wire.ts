import { readFileSync } from 'node:fs'
import avsc from 'avsc'
import { parse } from 'yaml'
import type {
  AccountScore, AlertAction, AlertEvent, CrmEvent, FailedEvent, Interaction, SurveyEvent, TimelineRecord, TouchPointEvent,
} from '../../../schemas/types.ts'

/** What stands in each wire contract, by the name of its file. */
export interface Contracts {
  'touch-point': TouchPointEvent
  survey: SurveyEvent
  crm: CrmEvent
  'alert-action': AlertAction
  interaction: Interaction
  'account-score': AccountScore
  alert: AlertEvent
  'failed-event': FailedEvent
}
export type ContractName = keyof Contracts

const file = (name: string) => readFileSync(new URL(`../../../schemas/${name}`, import.meta.url), 'utf8')
const types = new Map<string, avsc.Type>()

/** The contract's type as its file in schemas/ says it. */
export function contractType(name: ContractName): avsc.Type {
  if (!types.has(name)) types.set(name, avsc.Type.forSchema(JSON.parse(file(`${name}.avsc`)) as avsc.Schema))
  return types.get(name)!
}

const timelineType = avsc.Type.forSchema(JSON.parse(file('internal/timeline.avsc')) as avsc.Schema)

/** One record of timeline or by-contact: one format byte, then Avro. */
export function decodeTimeline(value: Buffer): TimelineRecord & { readonly event: Buffer } {
  if (value[0] !== 1) throw new Error(`a timeline record of format ${value[0]}`)
  return timelineType.fromBuffer(value.subarray(1)) as TimelineRecord & { event: Buffer }
}

/** Confluent's wire format of a record that one of our services wrote; its schema is the contract's. */
export const decodeOutput = <N extends ContractName>(name: N, value: Buffer): Contracts[N] => contractType(name).fromBuffer(value.subarray(5)) as Contracts[N]

/** The shipped model, for what a stream has to know of it. */
export const shippedModel = (): unknown => parse(file('model.yaml'))

/** Schemas of the registry by id; null where it has none. */
export interface WriterSchemas {
  byId(id: number): Promise<avsc.Type | 'not avro' | null>
}

/** Looks up over the registry's Confluent API; each id once. */
export function openSchemas(url: string): WriterSchemas {
  const known = new Map<number, Promise<avsc.Type | 'not avro' | null>>()
  async function ask(id: number): Promise<avsc.Type | 'not avro' | null> {
    const response = await fetch(`${url}/schemas/ids/${id}`)
    if (response.status === 404) return null
    const { schema, schemaType = 'AVRO' } = (await response.json()) as { schema: string; schemaType?: string }
    return schemaType === 'AVRO' ? avsc.Type.forSchema(JSON.parse(schema) as avsc.Schema) : 'not avro'
  }
  return {
    byId(id) {
      if (!known.has(id)) known.set(id, ask(id))
      return known.get(id)!
    },
  }
}
