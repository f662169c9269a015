import { hoursOfWeek, newRhythm } from '../../core/alerting/source-rhythm.ts'
import type { OutageAlert } from '../../core/alerting/outage-alert.ts'
import { newSource, type Sources, type SourceState } from '../../core/alerting/source-outage.ts'
import { createReader, createWriter, type ByteReader } from '../shared/fold/bytes.ts'
import type { StateRecord } from '../shared/fold/state-keys.ts'

/** Keys of a source's two records: where it stands, written with each delivery, and its hours of the week, written when one was learnt. */
const prefixes = { now: '.source:', hours: '.source-hours:' } as const
/** 2 adds the spread of the rhythm, and the alert with what people did about it. */
const version = 2
// A symbol is stored as its place in this list: it may only grow at the end.
const states = ['OPENED', 'ACKNOWLEDGED', 'SNOOZED'] as const
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
    state = newSource(name, newRhythm(-Infinity))
    sources.all.set(name, state)
  }
  const r = createReader(value)
  const found = r.byte()
  if (found < 1 || found > version) throw new Error(`state of source ${name} has format ${found}; this program knows up to ${version}: run a newer one`)
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
    if (found >= 2) readLater(r, state)
    // Before, nobody could act on it, nor did it escalate.
    else if (state.outSince !== null && sources.speaksFor(name)) state.alert = { sequence: 1, state: 'OPENED', level: 0, waitingSince: state.outSince, snoozedUntil: null, assignee: null }
  }
  return true
}

function readLater(r: ByteReader, state: SourceState): void {
  state.rhythm.spread = r.double()
  state.rhythm.spreadHours = r.count()
  state.actions = r.list(() => r.text())
  state.alert = r.byte() === 0 ? null : {
    sequence: r.count(), state: states[r.byte()]!, level: r.count(), waitingSince: r.double(), snoozedUntil: r.nullableDouble(), assignee: r.nullableText(),
  }
}

function encodeNow({ rhythm, episodes, outSince, actions, alert }: SourceState): Buffer {
  writer.begin()
  writer.byte(version)
  writer.double(rhythm.lastAt)
  writer.double(rhythm.hour)
  writer.count(rhythm.count)
  writer.count(episodes)
  writer.nullableDouble(outSince)
  writer.double(rhythm.spread)
  writer.count(rhythm.spreadHours)
  writer.count(actions.length)
  for (const id of actions) writer.text(id)
  writer.byte(alert === null ? 0 : 1)
  if (alert !== null) writeAlert(alert)
  return writer.take()
}

function writeAlert({ sequence, state, level, waitingSince, snoozedUntil, assignee }: OutageAlert): void {
  writer.count(sequence)
  writer.byte(states.indexOf(state))
  writer.count(level)
  writer.double(waitingSince)
  writer.nullableDouble(snoozedUntil)
  writer.nullableText(assignee)
}

function encodeHours({ rhythm }: SourceState): Buffer {
  writer.begin()
  writer.byte(version)
  for (let i = 0; i < hoursOfWeek; i++) {
    writer.byte(rhythm.weeks[i]!)
    if (rhythm.weeks[i]! > 0) writer.double(rhythm.means[i]!)
  }
  return writer.take()
}
