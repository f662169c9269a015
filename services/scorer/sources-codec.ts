import { hoursOfWeek } from '../../core/alerting/source-rhythm.ts'
import type { Sources, SourceState } from '../../core/alerting/source-outage.ts'
import { createReader, createWriter } from '../shared/fold/bytes.ts'
import type { StateRecord } from '../shared/fold/state-keys.ts'

/** Keys of a source's two records: where it stands, written with each delivery, and its hours of the week, written when one was learnt. */
const prefixes = { now: '.source:', hours: '.source-hours:' } as const
const version = 1
const writer = createWriter()

/** What changed of a partition's sources since the last call, as state records. */
export function takeSourceRecords(sources: Sources): StateRecord[] {
  const records = [
    ...[...sources.learnt].map((state) => ({ key: prefixes.hours + state.name, value: encodeHours(state) })),
    ...[...sources.changed].map((state) => ({ key: prefixes.now + state.name, value: encodeNow(state) })),
  ]
  sources.learnt.clear()
  sources.changed.clear()
  return records
}

/** Puts a state record in place; false where it is not one of a source. */
export function restoreSource(sources: Sources, key: string, value: Buffer): boolean {
  const kind = key.startsWith(prefixes.now) ? 'now' : key.startsWith(prefixes.hours) ? 'hours' : null
  if (kind === null) return false
  const name = key.slice(prefixes[kind].length)
  let state = sources.all.get(name)
  if (state === undefined) {
    state = { name, rhythm: { lastAt: -Infinity, hour: 0, count: 0, means: new Float64Array(hoursOfWeek), weeks: new Uint8Array(hoursOfWeek) }, episodes: 0, outSince: null, quietFrom: NaN }
    sources.all.set(name, state)
  }
  const r = createReader(value)
  if (r.byte() !== version) throw new Error(`state of source ${name} has a format that this program does not know: run a newer one`)
  const { rhythm } = state
  if (kind === 'hours') {
    for (let i = 0; i < hoursOfWeek; i++) {
      rhythm.weeks[i] = r.byte()
      if (rhythm.weeks[i]! > 0) rhythm.means[i] = r.double()
    }
  } else {
    rhythm.lastAt = r.double()
    rhythm.hour = r.double()
    rhythm.count = r.count()
    state.episodes = r.count()
    state.outSince = r.nullableDouble()
  }
  return true
}

function encodeNow({ rhythm, episodes, outSince }: SourceState): Buffer {
  writer.byte(version)
  writer.double(rhythm.lastAt)
  writer.double(rhythm.hour)
  writer.count(rhythm.count)
  writer.count(episodes)
  writer.nullableDouble(outSince)
  return writer.take()
}

function encodeHours({ rhythm }: SourceState): Buffer {
  writer.byte(version)
  for (let i = 0; i < hoursOfWeek; i++) {
    writer.byte(rhythm.weeks[i]!)
    if (rhythm.weeks[i]! > 0) writer.double(rhythm.means[i]!)
  }
  return writer.take()
}
