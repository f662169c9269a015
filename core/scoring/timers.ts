/**
 * Accounts by the time at which they are due, in the order of (due time, account id). An account has one due time; setting it anew leaves the
 * old entry in the heap, where it is passed over. Setting and taking cost O(log n), so a tick costs what is due, not what exists.
 */
export interface Timers {
  /** Infinity: never due. */
  set(id: string, due: number): void
  /** The first account due at or before `until`, with its due time; it stays until it is set anew. */
  first(until: number): { readonly id: string; readonly due: number } | null
}

export function createTimers(): Timers {
  const current = new Map<string, number>()
  const dues: number[] = []
  const ids: string[] = []
  const before = (i: number, j: number) => dues[i]! < dues[j]! || (dues[i] === dues[j] && ids[i]! < ids[j]!)
  const swap = (i: number, j: number) => {
    const due = dues[i]!
    const id = ids[i]!
    dues[i] = dues[j]!
    ids[i] = ids[j]!
    dues[j] = due
    ids[j] = id
  }
  const up = (start: number) => {
    for (let i = start; i > 0; ) {
      const parent = (i - 1) >> 1
      if (!before(i, parent)) return
      swap(i, parent)
      i = parent
    }
  }
  const down = () => {
    for (let i = 0; ; ) {
      let least = i
      for (const child of [2 * i + 1, 2 * i + 2]) if (child < dues.length && before(child, least)) least = child
      if (least === i) return
      swap(i, least)
      i = least
    }
  }
  const removeFirst = () => {
    const last = dues.length - 1
    swap(0, last)
    dues.pop()
    ids.pop()
    down()
  }
  return {
    set(id, due) {
      if (current.get(id) === due) return
      if (due === Infinity) {
        current.delete(id)
        return
      }
      current.set(id, due)
      dues.push(due)
      ids.push(id)
      up(dues.length - 1)
    },
    first(until) {
      while (dues.length > 0 && dues[0]! <= until) {
        const id = ids[0]!
        const due = dues[0]!
        if (current.get(id) === due) return { id, due }
        removeFirst()
      }
      return null
    },
  }
}
