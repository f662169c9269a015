/**
 * Keys of `scorer-state`. An account's key is its id; ids that begin with a dot get a second one, so that no id can be a reserved key.
 */
export const reserved = { marker: '.marker', barrier: '.barrier', settings: '.settings' } as const

export const accountKey = (id: string): string => (id.startsWith('.') ? `.${id}` : id)

/** The account of a key; null where the key is a reserved one. */
export const accountOfKey = (key: string): string | null => (key.startsWith('..') ? key.slice(1) : key.startsWith('.') ? null : key)
