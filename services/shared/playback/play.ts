import type { PlayClock } from './clock.ts'
import { positionHeaders } from './position.ts'
import type { Publisher } from './publisher.ts'
import type { Slice } from './slices.ts'
import type { Uptake } from './uptake.ts'

export interface PlayOptions {
  /** Its name, for the position that every record carries. */
  readonly play: string
  /** For a play that depends on when it was begun. */
  readonly began?: number
  readonly slices: Iterable<Slice>
  readonly publisher: Publisher
  readonly uptake: Uptake
  readonly clock: PlayClock
  /** How many times faster than it happened; `max`: as fast as the deployment takes it in. */
  readonly speed: number | 'max'
  /** The slice was taken in. */
  readonly onSlice: (slice: Slice) => Promise<void> | void
  /** Stops after the slice in hand. */
  readonly signal: AbortSignal
}

/**
 * Publishes slice after slice, each when the one before was taken in: input topics overtake each other, so this alone keeps the order of
 * time over topics. Gives whether it came to the end.
 */
export async function play(options: PlayOptions): Promise<boolean> {
  const { slices, publisher, uptake, clock, signal, onSlice } = options
  let begun: { readonly at: number; readonly slice: number } | null = null
  for (const slice of slices) {
    begun ??= { at: clock.now(), slice: slice.start }
    if (options.speed !== 'max') await until(begun.at + (slice.start - begun.slice) / options.speed, clock, signal)
    if (signal.aborted) return false
    await uptake.until(await publisher.publish(slice.events, positionHeaders(options.play, { slice: slice.start, began: options.began })))
    await onSlice(slice)
  }
  return true
}

const until = async (at: number, clock: PlayClock, signal: AbortSignal): Promise<void> => {
  const ms = at - clock.now()
  if (ms > 0) await clock.sleep(ms, signal)
}
