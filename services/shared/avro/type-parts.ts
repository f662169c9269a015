import type avsc from 'avsc'

/** What avsc knows of a type; its declarations leave some of it out. */
export interface TypeParts extends avsc.Type {
  readonly fields?: readonly { readonly name: string; readonly type: TypeParts; defaultValue(): unknown }[]
  readonly types?: readonly TypeParts[]
  readonly symbols?: readonly string[]
  readonly itemsType?: TypeParts
  readonly valuesType?: TypeParts
}

/** A union of null and one other type, taken apart. Throws for other unions: contracts have none. */
export function nullableOf(type: TypeParts): { readonly nullAt: 0 | 1; readonly other: TypeParts } {
  const [first, second] = type.types!
  if (type.types!.length !== 2 || (first!.typeName === 'null') === (second!.typeName === 'null')) throw new Error('Avro unions other than of null and one other type are not known here')
  return first!.typeName === 'null' ? { nullAt: 0, other: second! } : { nullAt: 1, other: first! }
}
