/** One item of a request's body: its JSON value, or why it has none. */
export type Item = { readonly value: unknown } | { readonly broken: string }

/** Content types that are read, with how. */
export const mediaTypes = {
  'application/json': (text: string) => jsonItems(text),
  'application/x-ndjson': (text: string) => lines(text),
  'application/ndjson': (text: string) => lines(text),
  'application/cloudevents+json': (text: string) => jsonItems(text).map(fromEnvelope),
  'application/cloudevents-batch+json': (text: string) => jsonItems(text).map(fromEnvelope),
} as const

/** One event, or an array of them. Throws a SyntaxError where the text is no JSON. */
function jsonItems(text: string): Item[] {
  const value = JSON.parse(text) as unknown
  return (Array.isArray(value) ? value : [value]).map((each) => ({ value: each as unknown }))
}

/** One event a line; a broken line spoils no other. */
const lines = (text: string): Item[] => text.split('\n').filter((line) => line.trim() !== '').map((line) => {
  try {
    return { value: JSON.parse(line) as unknown }
  } catch (error) {
    return { broken: (error as Error).message }
  }
})

interface CloudEvent {
  readonly specversion?: unknown
  readonly id?: unknown
  readonly source?: unknown
  readonly time?: unknown
  readonly data?: unknown
}

/** A CloudEvent's data, which is the event; id, source and time of the envelope stand in for what the data leaves out. */
function fromEnvelope(item: Item): Item {
  if ('broken' in item) return item
  const { specversion, id, source, time, data } = (item.value ?? {}) as CloudEvent
  if (specversion !== '1.0') return { broken: 'specversion is not "1.0": this is no CloudEvent' }
  if (typeof data !== 'object' || data === null) return { broken: 'data is not a JSON object' }
  return { value: withEnvelope(data, { id, source, time }) }
}

/** As fromEnvelope, for the binary mode: the envelope stands in headers `ce-…`. */
export const fromHeaders = (item: Item, headers: Readonly<Record<string, string | string[] | undefined>>): Item => {
  if (headers['ce-specversion'] === undefined || 'broken' in item || typeof item.value !== 'object' || item.value === null) return item
  return { value: withEnvelope(item.value, { id: headers['ce-id'], source: headers['ce-source'], time: headers['ce-time'] }) }
}

function withEnvelope(data: object, { id, source, time }: { id: unknown; source: unknown; time: unknown }): object {
  const given = { ...(typeof id === 'string' && { eventId: id }), ...(typeof source === 'string' && { source }), ...(typeof time === 'string' && { occurredAt: time }) }
  return { ...given, ...data }
}
