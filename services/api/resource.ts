/** JSON Schema of a value in an answer. */
export interface ValueSchema {
  readonly type: string | readonly string[]
  readonly format?: string
  readonly items?: ValueSchema
  readonly additionalProperties?: ValueSchema
  readonly properties?: Readonly<Record<string, ValueSchema>>
  readonly required?: readonly string[]
}

export const text = { type: 'string' } as const satisfies ValueSchema
export const textOrNull = { type: ['string', 'null'] } as const satisfies ValueSchema
export const number = { type: 'number' } as const satisfies ValueSchema
export const numberOrNull = { type: ['number', 'null'] } as const satisfies ValueSchema
export const integer = { type: 'integer' } as const satisfies ValueSchema
export const integerOrNull = { type: ['integer', 'null'] } as const satisfies ValueSchema
export const flag = { type: 'boolean' } as const satisfies ValueSchema
export const time = { type: 'string', format: 'date-time' } as const satisfies ValueSchema
export const timeOrNull = { type: ['string', 'null'], format: 'date-time' } as const satisfies ValueSchema
export const listOf = (items: ValueSchema): ValueSchema => ({ type: 'array', items })
export const mapOf = (additionalProperties: ValueSchema): ValueSchema => ({ type: 'object', additionalProperties })
export const objectOf = (
  properties: Readonly<Record<string, ValueSchema>>, type: ValueSchema['type'] = 'object', required: readonly string[] = Object.keys(properties),
): ValueSchema => ({ type, properties, required })

/** Fields of an answer that are columns: the column, and the value's schema. */
export type Fields = Readonly<Record<string, readonly [column: string, schema: ValueSchema]>>

/** A field that is made of several columns. */
export interface Composed {
  readonly columns: readonly string[]
  readonly schema: ValueSchema
  /** `row` holds the columns by their names. */
  readonly build: (row: Row) => unknown
}

export type Row = Readonly<Record<string, unknown>>

/** One kind of thing that the api answers with. */
export interface Resource {
  /** The list behind SELECT. */
  readonly select: string
  readonly schema: ValueSchema
  /** A row of that SELECT as it is answered. */
  shape(row: Row): Row
}

/** A resource of plain fields and composed ones. Names come from code alone, never from a request. */
export function resource(fields: Fields, composed: Readonly<Record<string, Composed>> = {}): Resource {
  const own = Object.entries(fields).map(([name, [column]]) => `${quoted(column)} AS ${quoted(name)}`)
  const helpers = Object.values(composed).flatMap(({ columns }) => columns.map((column) => `${quoted(column)} AS ${quoted(`#${column}`)}`))
  const names = Object.keys(fields)
  return {
    select: [...own, ...new Set(helpers)].join(', '),
    schema: objectOf({
      ...Object.fromEntries(Object.entries(fields).map(([name, [, schema]]) => [name, schema])),
      ...Object.fromEntries(Object.entries(composed).map(([name, { schema }]) => [name, schema])),
    }),
    shape(row) {
      const plain = Object.fromEntries(names.map((name) => [name, row[name]]))
      const built = Object.entries(composed).map(([name, { columns, build }]) => [name, build(Object.fromEntries(columns.map((column) => [column, row[`#${column}`]])))])
      return { ...plain, ...Object.fromEntries(built) }
    },
  }
}

const quoted = (name: string): string => `\`${name}\``
