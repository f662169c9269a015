/** Something that is ended within a time. */
export interface Stoppable {
  readonly name: string
  stop(withinMs: number): Promise<void>
}

/**
 * Ends one after the other in the order given, all within `totalMs`: each may take `eachMs`, but no more than what is left after keeping
 * `reserveMs` for each one that is still to come. What does not end in its time is killed by its own stop.
 */
export async function stopInOrder(all: readonly Stoppable[], { totalMs, eachMs, reserveMs }: { totalMs: number; eachMs: number; reserveMs: number }): Promise<void> {
  const deadline = performance.now() + totalMs
  for (const [index, one] of all.entries()) {
    const reserved = reserveMs * (all.length - 1 - index)
    const left = deadline - performance.now() - reserved
    await one.stop(Math.max(0, Math.min(eachMs, left)))
  }
}
