/** Places in a driver's part of the sums. */
const at = { weight: 0, sum: 1, ref: 2 } as const
const width = 3

/**
 * The decayed sums of an account's drivers, which only ever become more; a driver is known by its place. They lie in one row of doubles: as objects they would be
 * dozens in as many places of memory, and reading those was most of what a score cost.
 */
export class Drivers {
  readonly #names: string[] = []
  readonly #sums: number[] = []
  #order: readonly number[] = []
  #version = 0

  get length(): number {
    return this.#names.length
  }

  /** Rises with every change. */
  get version(): number {
    return this.#version
  }

  name(driver: number): string {
    return this.#names[driver]!
  }

  /** Sum of the weights at `ref`. */
  weight(driver: number): number {
    return this.#sums[driver * width + at.weight]!
  }

  /** Sum of weight times value at `ref`. */
  sum(driver: number): number {
    return this.#sums[driver * width + at.sum]!
  }

  /** The time that both are expressed at, epoch ms: it moves only when an observation changes them. */
  ref(driver: number): number {
    return this.#sums[driver * width + at.ref]!
  }

  /** −1 where there is none of that name. */
  find(name: string): number {
    return this.#names.indexOf(name)
  }

  /** Gives its place. */
  add(name: string, weight: number, sum: number, ref: number): number {
    const driver = this.#names.length
    this.#names.push(name)
    // A row that ever held nothing but whole numbers is not one of doubles.
    this.#sums.push(NaN, NaN, NaN)
    this.set(driver, weight, sum, ref)
    return driver
  }

  set(driver: number, weight: number, sum: number, ref: number): void {
    const from = driver * width
    this.#sums[from + at.weight] = weight
    this.#sums[from + at.sum] = sum
    this.#sums[from + at.ref] = ref
    this.#version++
  }

  /** Places in the order of their names' bytes in UTF-8; a list that was given does not change. */
  get order(): readonly number[] {
    if (this.#order.length < this.#names.length) this.#order = this.#names.map((_, i) => i).sort((a, b) => compareUtf8(this.#names[a]!, this.#names[b]!))
    return this.#order
  }
}

/** Byte order of the UTF-8 forms. JavaScript compares UTF-16 units, which differs where surrogates meet U+E000 … U+FFFF. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1
  }
  return a.length - b.length
}

const isSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdfff
