/** A map that is told entry by entry, so that what it comes from need not be made into an object first. */
export abstract class Keyed<T> {
  abstract get size(): number
  abstract key(i: number): string
  abstract value(i: number): T
}
