/**
 * The value at a path of a document; undefined where there is none. A step is a field, `[2]` an item of a list by its place, `[field.ref=score]` the first item whose
 * own value at that path is this text: `form_response.answers[field.ref=score].number`.
 */
export function valueAt(document: unknown, path: string): unknown {
  // A column of a CSV file may have any name.
  if (isObject(document) && Object.hasOwn(document, path)) return document[path]
  let value: unknown = document
  for (const [, field, selector] of path.matchAll(/([^.[\]]+)|\[([^\]]+)\]/g)) {
    if (field !== undefined) value = isObject(value) && Object.hasOwn(value, field) ? value[field] : undefined
    else value = Array.isArray(value) ? itemOf(value, selector!) : undefined
  }
  return value
}

function itemOf(items: readonly unknown[], selector: string): unknown {
  const at = selector.indexOf('=')
  if (at < 0) return items[Number(selector)]
  const [path, wanted] = [selector.slice(0, at), selector.slice(at + 1)]
  return items.find((item) => String(valueAt(item, path)) === wanted)
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
