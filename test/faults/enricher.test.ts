import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { decodeTimeline } from '../../services/shared/avro/timeline.ts'
import { eventually } from '../helpers/eventually.ts'
import { touchPoint } from '../helpers/events.ts'
import { openUpstream } from '../helpers/inputs.ts'
import { createSystem } from '../helpers/system.ts'
import type { System } from '../helpers/system.ts'
import { unsettle, unsettleable } from './harness/unsettle.ts'

let system: System
beforeAll(async () => {
  system = await createSystem(inject('parts'), { CX_ENRICHER_BATCH: '50' })
  await system.setUp()
})
afterAll(() => system?.stop())

interface Found {
  /** Position in the timeline. */
  readonly at: string
  readonly bytes: string
}

/** What the timeline holds of each source partition, by source offset, in the order in which it came. */
async function timelineBySource(): Promise<Map<string, Map<number, Found[]>>> {
  const sources = new Map<string, Map<number, Found[]>>()
  for (const { partition, offset, key, value } of await system.records('timeline')) {
    const entry = decodeTimeline(value!)
    if (entry.kind !== 'TOUCH_POINT') continue
    const source = sources.get(`${entry.partition}`) ?? new Map<number, Found[]>()
    sources.set(`${entry.partition}`, source)
    const found = source.get(entry.offset) ?? []
    source.set(entry.offset, [...found, { at: `${partition}:${String(offset).padStart(9, '0')}`, bytes: `${partition} ${key} ${value!.toString('base64')}` }])
  }
  return sources
}

test('killed, stopped beyond its session and joined by others: every event reaches the timeline, and every repeat has the same bytes in the same place', async () => {
  const upstream = await openUpstream(system)
  let sent = 0
  const send = async (count: number) => {
    for (const partition of [0, 1]) {
      const events = Array.from({ length: count }, (_, i) => touchPoint({ eventId: `e${partition}-${sent + i}`, accountId: `a${(sent + i) % 97}`, text: null }))
      await upstream.send('touchpoints', partition, events)
    }
    sent += count
  }
  const count = async () => [...(await timelineBySource()).values()].reduce((sum, source) => sum + source.size, 0)
  const until = (least: number) => eventually(async () => (await count()) >= least, { timeoutMs: 60_000, everyMs: 20 })

  await send(3000)
  const first = await system.start('enricher', unsettleable)
  await until(500)
  await first.kill(unsettle)
  const second = await system.start('enricher')
  await until(3000)
  await second.kill('SIGSTOP')
  const third = await system.start('enricher')
  await send(1500)
  await until(9000)
  await second.kill('SIGCONT')
  await send(1500)
  const fourth = await system.start('enricher')
  await until(10_000)
  await third.kill()
  await until(12_000)
  await Promise.all([second, fourth].map((each) => each.kill('SIGTERM')))

  let repeats = 0
  for (const [source, byOffset] of await timelineBySource()) {
    expect([...byOffset.keys()].sort((a, b) => a - b), `offsets of source partition ${source}`).toEqual(Array.from({ length: sent }, (_, i) => i))
    const latest = new Map<string, string>()
    for (const [offset, [firstFound, ...others]] of [...byOffset].sort(([a], [b]) => a - b)) {
      const partition = firstFound!.at.split(':')[0]!
      expect(firstFound!.at > (latest.get(partition) ?? ''), `offset ${offset} comes first after all before it`).toBe(true)
      latest.set(partition, firstFound!.at)
      for (const repeat of others) expect(repeat.bytes).toBe(firstFound!.bytes)
      repeats += others.length
    }
  }
  expect(repeats, 'what was written without a commit is written again').toBeGreaterThan(0)
  await upstream.close()
}, 180_000)
