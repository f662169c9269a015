/** The latest values by key; of more than it keeps, the oldest go. */
export interface Recent<T> {
  put(key: string, value: T): void
  get(key: string): T | undefined
}

export function createRecent<T>(most: number): Recent<T> {
  const values = new Map<string, T>()
  return {
    put(key, value) {
      // Else it would stand where it was put first.
      values.delete(key)
      values.set(key, value)
      if (values.size > most) values.delete(values.keys().next().value!)
    },
    get: (key) => values.get(key),
  }
}
