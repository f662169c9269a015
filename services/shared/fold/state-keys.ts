/**
 * Keys of a state topic. What belongs to an id has that id as its key; ids that begin with a dot get a second one, so that no id can be a reserved key.
 */
export const reserved = { marker: '.marker', barrier: '.barrier', settings: '.settings' } as const

export const keyOf = (id: string): string => (id.startsWith('.') ? `.${id}` : id)

/** The id of a key; null where the key is a reserved one. */
export const idOf = (key: string): string | null => (key.startsWith('..') ? key.slice(1) : key.startsWith('.') ? null : key)

/** One record of a state topic; a null value deletes the key. */
export interface StateRecord {
  readonly key: string
  readonly value: Buffer | null
}
