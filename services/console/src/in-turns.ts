/** Does something with each item, at most so many at once, and resolves when all are done. */
export async function inTurns<T>(items: readonly T[], atOnce: number, run: (item: T) => Promise<void>): Promise<void> {
  const left = items.values()
  await Promise.all(Array.from({ length: atOnce }, async () => { for (const item of left) await run(item) }))
}
