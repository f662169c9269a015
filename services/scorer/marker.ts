import { dayOf } from '../../core/scoring/score.ts'
import type { Cursor, Partition } from '../../core/scoring/partition.ts'
import type { Mark } from '../../core/scoring/marks.ts'
import type { Position } from '../shared/fold/take-over.ts'

/**
 * A partition's marker: written last in each transaction, it is the truth about how far the partition is. Times are epoch ms, null: none yet.
 */
export interface Marker {
  /** Offset of the timeline to go on with; where a cursor stands, the record that it is inside of. */
  readonly next: number
  /** Kafka's time of the record before it; absent in markers of before it was kept. */
  readonly readAt?: number | null
  readonly cursor: Cursor | null
  readonly marks: Readonly<Record<string, Mark>>
  readonly tick: number | null
  readonly newest: number | null
  readonly progress: Readonly<Record<string, number>>
  /** Number of the settings in force. */
  readonly settings: number | null
  /** The last UTC day that ended before the tick. */
  readonly lastDayClosed: number | null
  /** MODEL_CHANGE alerts so far, by model version; absent in markers of before they were counted. */
  readonly modelChanges?: Readonly<Record<string, number>>
}

const finite = (time: number) => (time === -Infinity ? null : time)

export function encodeMarker(p: Partition, { next, readAt }: Position): Buffer {
  const { tick, newest, progress } = p.clock
  const marker: Marker = {
    next, readAt, cursor: p.cursor, marks: Object.fromEntries(p.marks), tick: finite(tick), newest: finite(newest), progress: Object.fromEntries(progress),
    settings: p.inForce?.number ?? null, lastDayClosed: tick === -Infinity ? null : dayOf(tick) - 1,
    modelChanges: Object.fromEntries(p.modelChanges),
  }
  return Buffer.from(JSON.stringify(marker))
}

/** Puts a marker's content into a partition that was just made. Gives the position that it speaks for. */
export function restoreMarker(p: Partition, value: Buffer): Position {
  const marker = JSON.parse(value.toString()) as Marker
  p.cursor = marker.cursor
  for (const [source, mark] of Object.entries(marker.marks)) p.marks.set(source, mark)
  for (const [source, time] of Object.entries(marker.progress)) p.clock.progress.set(source, time)
  for (const [version, count] of Object.entries(marker.modelChanges ?? {})) p.modelChanges.set(version, count)
  p.clock.tick = marker.tick ?? -Infinity
  p.clock.newest = marker.newest ?? -Infinity
  return { next: marker.next, readAt: marker.readAt ?? null }
}
