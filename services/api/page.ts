import { createHash } from 'node:crypto'
import { canonicalJson } from '../shared/settings.ts'
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
  cursor: { type: 'string', maxLength: 2048, description: 'nextCursor of the page before, with the same order and filters' },
} as const

export interface PageQuery {
  readonly limit: number
  readonly cursor?: string
}

/** Where a page ended: the values of what the list is ordered by. */
export type Position = readonly (string | number)[]

/** What a value of a position may be, as the query takes it: `time` in epoch ms, `count` a whole number from 0 on. */
const kinds = {
  text: (value: unknown) => typeof value === 'string',
  number: (value: unknown) => Number.isFinite(value),
  count: (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0,
  flag: (value: unknown) => value === 0 || value === 1,
  time: (value: unknown) => Number.isSafeInteger(value),
} as const
export type Kind = keyof typeof kinds

/** A list as it was asked for. */
export interface AskedList {
  /** Where the page before ended; null: this is the first. */
  readonly after: Position | null
  /** Makes a page of `limit` + 1 rows or fewer; the row beyond the limit only tells that there are more. `position` is that of a row. */
  page(rows: readonly Row[], resource: Resource, position: (row: Row) => Position): Page
}

/**
 * Reads the cursor of a list; `order` are the kinds of what it is ordered by. A cursor belongs to one list with one order and the same filters (`asked`, in which the limit may change):
 * in another one it would skip rows without a word. Throws a Problem for one that is not of this list.
 */
export function askedList(name: string, { limit, cursor, ...asked }: PageQuery, order: readonly Kind[]): AskedList {
  const own = createHash('sha256').update(canonicalJson([name, asked])).digest('base64url').slice(0, 11)
  return {
    after: cursor === undefined ? null : positionIn(cursor, own, order),
    page(rows, resource, position) {
      const items = rows.slice(0, limit)
      const next = rows.length > limit ? Buffer.from(JSON.stringify([own, ...position(items.at(-1)!)])).toString('base64url') : null
      return { items: items.map((row) => resource.shape(row)), nextCursor: next }
    },
  }
}

function positionIn(cursor: string, own: string, order: readonly Kind[]): Position {
  const read = parse(Buffer.from(cursor, 'base64url').toString())
  if (!Array.isArray(read) || typeof read[0] !== 'string' || read.length !== order.length + 1) throw new Problem('invalid-request', 'cursor is not one that this list gave: begin without a cursor.')
  const [list, ...position] = read as [string, ...Position]
  if (list !== own) throw new Problem('invalid-request', 'cursor is one of another list, order or filter: begin without a cursor, or ask as for the page before.')
  if (position.every((value, index) => kinds[order[index]!](value))) return position
  throw new Problem('invalid-request', 'cursor is not one that this list gave: begin without a cursor.')
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
