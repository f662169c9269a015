/** What is not as it must be: counted by the promise that it breaks, with the first few of each in words. */
export class Differences {
  readonly #found = new Map<string, string[]>()
  readonly #counts = new Map<string, number>()

  /** One more difference. `promise` names what is broken, `what` the case. */
  add(promise: string, what: string): void {
    const examples = this.#found.get(promise) ?? []
    if (examples.length < 5) examples.push(what)
    this.#found.set(promise, examples)
    this.#counts.set(promise, (this.#counts.get(promise) ?? 0) + 1)
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0)
  }

  /** The promises that are broken. */
  get promises(): string[] {
    return [...this.#counts.keys()]
  }

  /** For people: each promise with its count and examples. */
  lines(): string[] {
    return [...this.#counts].flatMap(([promise, count]) => [`${promise}: ${count}`, ...this.#found.get(promise)!.map((what) => `    ${what}`)])
  }

  /** Two multisets of identities that must be the same. */
  compareSets(promise: string, expected: Iterable<string>, found: Iterable<string>): void {
    const left = new Map<string, number>()
    for (const each of expected) left.set(each, (left.get(each) ?? 0) + 1)
    for (const each of found) left.set(each, (left.get(each) ?? 0) - 1)
    for (const [each, count] of left) {
      if (count > 0) this.add(promise, `${each} is missing${count > 1 ? ` ${count} times` : ''}`)
      if (count < 0) this.add(promise, `${each} is there ${-count} time(s) too often`)
    }
  }
}

/** Whether two numbers agree as the scoring contract asks. */
export const close = (a: number | null, b: number | null): boolean =>
  a === null || b === null ? a === b : Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b))
