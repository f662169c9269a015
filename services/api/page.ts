import { Problem } from './problems.ts'
import { listOf, type Resource, type Row } from './resource.ts'

/** One page of a list: continue with `nextCursor`; null: that was all. */
export interface Page {
  readonly items: readonly Row[]
  readonly nextCursor: string | null
}

/** The answer schema of a list. */
export const pageSchema = (resource: Resource) => ({
  type: 'object', properties: { items: listOf(resource.schema), nextCursor: { type: ['string', 'null'] } }, required: ['items', 'nextCursor'],
})

/** Query parameters of every list. */
export const pageQuery = {
  limit: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  cursor: { type: 'string', maxLength: 2048, description: 'nextCursor of the page before' },
} as const

export interface PageQuery {
  readonly limit: number
  readonly cursor?: string
}

/** Where a page ended: the values of what the list is ordered by. */
export type Position = readonly (string | number)[]

const encodeCursor = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url')

/** Reads a cursor; `kinds` are the types that its values must have. Null where there is none. Throws a Problem for one that is not ours. */
export function decodeCursor(cursor: string | undefined, kinds: readonly ('string' | 'number')[]): Position | null {
  if (cursor === undefined) return null
  const position = parse(Buffer.from(cursor, 'base64url').toString())
  if (Array.isArray(position) && position.length === kinds.length && position.every((value, index) => typeof value === kinds[index])) return position as Position
  throw new Problem('invalid-request', 'cursor is not one that this list gave, or the list is ordered in another way now: begin without a cursor.')
}

/** Makes a page of `limit` + 1 rows or fewer; the row beyond the limit only tells that there are more. `position` is that of a row. */
export function pageOf(rows: readonly Row[], limit: number, resource: Resource, position: (row: Row) => Position): Page {
  const own = rows.slice(0, limit)
  return { items: own.map((row) => resource.shape(row)), nextCursor: rows.length > limit ? encodeCursor(position(own.at(-1)!)) : null }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
