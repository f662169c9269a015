import type { ModelFile } from './model-file.ts'

/** Where the time of ticks comes from: live progress of the sources, or the events themselves. */
export type ClockKind = 'wall' | 'log'

/** Everything besides the records themselves that scoring depends on; it is part of the timeline. */
export interface Settings {
  readonly model: ModelFile
  readonly clock: ClockKind
  readonly tickIntervalMs: number
  /** The source partitions whose progress a `wall` tick waits for. */
  readonly sources: readonly { readonly topic: string; readonly partitions: number }[]
  /** Hash over all of the above. */
  readonly hash: string
}
