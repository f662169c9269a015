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

/** No account is due yet. */
export const createTimers = (): Timers => new TimerHeap()

/** So many entries that were left behind are kept, beside as many as there are accounts: an account that is set anew with each event must not fill the heap. */
const leftBehind = 1000

class TimerHeap implements Timers {
  readonly #current = new Map<string, number>()
  #dues: number[] = []
  #ids: string[] = []

  set(id: string, due: number): void {
    if (this.#current.get(id) === due) return
    if (due === Infinity) {
      this.#current.delete(id)
      return
    }
    this.#current.set(id, due)
    this.#dues.push(due)
    this.#ids.push(id)
    this.#up(this.#dues.length - 1)
    if (this.#dues.length > 2 * this.#current.size + leftBehind) this.#rebuild()
  }

  first(until: number): { readonly id: string; readonly due: number } | null {
    while (this.#dues.length > 0 && this.#dues[0]! <= until) {
      const id = this.#ids[0]!
      const due = this.#dues[0]!
      if (this.#current.get(id) === due) return { id, due }
      this.#removeFirst()
    }
    return null
  }

  /** A sorted list is a heap. */
  #rebuild(): void {
    const live = [...this.#current].sort(([a, dueA], [b, dueB]) => dueA - dueB || (a < b ? -1 : 1))
    this.#dues = live.map(([, due]) => due)
    this.#ids = live.map(([id]) => id)
  }

  #removeFirst(): void {
    this.#swap(0, this.#dues.length - 1)
    this.#dues.pop()
    this.#ids.pop()
    this.#down()
  }

  #up(start: number): void {
    for (let i = start; i > 0; ) {
      const parent = (i - 1) >> 1
      if (!this.#before(i, parent)) return
      this.#swap(i, parent)
      i = parent
    }
  }

  #down(): void {
    for (let i = 0; ; ) {
      let least = i
      for (const child of [2 * i + 1, 2 * i + 2]) if (child < this.#dues.length && this.#before(child, least)) least = child
      if (least === i) return
      this.#swap(i, least)
      i = least
    }
  }

  #before(i: number, j: number): boolean {
    return this.#dues[i]! < this.#dues[j]! || (this.#dues[i] === this.#dues[j] && this.#ids[i]! < this.#ids[j]!)
  }

  #swap(i: number, j: number): void {
    const due = this.#dues[i]!
    const id = this.#ids[i]!
    this.#dues[i] = this.#dues[j]!
    this.#ids[i] = this.#ids[j]!
    this.#dues[j] = due
    this.#ids[j] = id
  }
}
