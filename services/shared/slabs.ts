/** Sizes are powers of two from here on, so that memory that was given back fits what is asked for next. */
const least = 256 * 1024
/** Nearly every record takes less. What is written beyond a buffer's end makes V8 throw away the code that wrote it, so that much room is seen to before. */
export const usualBytes = 4096
/** What is kept for the next who asks; more than that is left to the garbage collector. */
const keptBytes = 32 * 1024 * 1024

const free: Buffer[] = []
let freeBytes = 0

/**
 * Memory of at least so many bytes, its content undefined. Large buffers lie outside of the heap, and making them anew for each batch is what makes the garbage
 * collector look through all that the heap holds, again and again.
 */
export function takeSlab(bytes = least): Buffer {
  let found = -1
  for (let i = 0; i < free.length; i++) {
    const { length } = free[i]!
    if (length >= bytes && (found < 0 || length < free[found]!.length)) found = i
  }
  if (found < 0) return Buffer.allocUnsafeSlow(Math.max(least, 2 ** Math.ceil(Math.log2(bytes))))
  const [slab] = free.splice(found, 1)
  freeBytes -= slab!.length
  return slab!
}

/** Gives memory back that nothing refers to any more. Where that is not certain, e.g. after a request of unknown outcome, it is not given back. */
export function giveBack(slabs: Iterable<Buffer>): void {
  for (const slab of slabs) {
    if (freeBytes + slab.length > keptBytes) continue
    free.push(slab)
    freeBytes += slab.length
  }
}

/** Memory that many records of one batch share, taken slab by slab. */
export class Slabs {
  #slab: Buffer = empty
  #used = 0
  readonly #taken: Buffer[] = []
  readonly #isReleased: boolean

  /** `isReleased` false: nobody says when the records are done with, so that what is full is left to the garbage collector. */
  constructor(isReleased = true) {
    this.#isReleased = isReleased
  }

  /** The slab in hand, with at least so many bytes free behind `used`; a full one stays as it is. */
  room(bytes: number): Buffer {
    if (this.#slab.length - this.#used < bytes) {
      this.#slab = takeSlab(bytes)
      this.#used = 0
      if (this.#isReleased) this.#taken.push(this.#slab)
    }
    return this.#slab
  }

  get used(): number {
    return this.#used
  }

  /** What lies between `used` and there, from now on used. */
  share(end: number): Buffer {
    const shared = this.#slab.subarray(this.#used, end)
    this.#used = end
    return shared
  }

  /** All of it may be written over: nothing that was shared is read after this. */
  release(): void {
    giveBack(this.#taken.splice(0))
    this.#slab = empty
    this.#used = 0
  }
}

const empty = Buffer.alloc(0)
