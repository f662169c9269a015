import { readdirSync, readFileSync } from 'node:fs'

/** The published contracts, in the order in which generated types list them. Each is schemas/<name>.avsc, its versions schemas/published/<name>/<n>.avsc. */
export const contractNames = [
  'touch-point', 'survey', 'crm', 'alert-action', 'interaction', 'account-score', 'alert', 'failed-event',
] as const
export type ContractName = (typeof contractNames)[number]

/** An Avro schema as JSON: a name, a union, or a definition. */
export type AvroSchema = string | AvroSchema[] | AvroDefinition
export interface AvroDefinition {
  type: AvroSchema
  name?: string
  namespace?: string
  doc?: string
  logicalType?: string
  fields?: AvroField[]
  symbols?: string[]
  items?: AvroSchema
  values?: AvroSchema
  size?: number
  default?: unknown
  aliases?: string[]
}
export interface AvroField {
  name: string
  type: AvroSchema
  doc?: string
  default?: unknown
  aliases?: string[]
}

const folder = new URL('./', import.meta.url)
const read = (path: string): AvroDefinition => JSON.parse(readFileSync(new URL(path, folder), 'utf8')) as AvroDefinition

/** The contract as it stands in the working tree. */
export const currentSchema = (name: ContractName): AvroDefinition => read(`${name}.avsc`)

/** The format of the timeline and of by-contact; internal, in no registry. */
export const timelineSchema = (): AvroDefinition => read('internal/timeline.avsc')

/** The numbers of all published versions, ascending. */
export function publishedVersions(name: ContractName): number[] {
  return readdirSync(new URL(`published/${name}/`, folder))
    .map((file) => Number(/^(\d+)\.avsc$/.exec(file)?.[1]))
    .filter((version) => version > 0)
    .sort((a, b) => a - b)
}

/** A published version; throws where there is none of that number. */
export const publishedSchema = (name: ContractName, version: number): AvroDefinition => read(`published/${name}/${version}.avsc`)
