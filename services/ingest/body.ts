import { readStructured, type Envelope } from './cloud-event.ts'

/** One item of a request's body: its JSON value, with what a CloudEvent says of it; or why it has none. */
export type Item = { readonly value: unknown; readonly envelope?: Envelope } | { readonly broken: string }

/** Content types that are read, with how. */
export const mediaTypes = {
  'application/json': (text: string) => jsonItems(text),
  'application/x-ndjson': (text: string) => lines(text),
  'application/ndjson': (text: string) => lines(text),
  'application/cloudevents+json': (text: string) => valuesIn(text).map(readStructured),
  'application/cloudevents-batch+json': (text: string) => valuesIn(text).map(readStructured),
} as const satisfies Record<string, (text: string) => Item[]>
export type MediaType = keyof typeof mediaTypes

/** One value, or those of an array. Throws a SyntaxError where the text is no JSON. */
function valuesIn(text: string): unknown[] {
  const value = JSON.parse(text) as unknown
  return Array.isArray(value) ? value : [value]
}

const jsonItems = (text: string): Item[] => valuesIn(text).map((value) => ({ value }))

/** One event a line; a broken line spoils no other. */
const lines = (text: string): Item[] => text.split('\n').filter((line) => line.trim() !== '').map((line) => {
  try {
    return { value: JSON.parse(line) as unknown }
  } catch (error) {
    return { broken: (error as Error).message }
  }
})
