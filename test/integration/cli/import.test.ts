import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import type { TouchPointEvent } from '../../../schemas/types.ts'
import { runCli } from '../../helpers/cli.ts'
import { createSystem, type System } from '../../helpers/system.ts'

const folder = mkdtempSync(join(tmpdir(), 'cx-import-'))
const [csv, mapping, errors] = ['tickets.csv', 'tickets.yaml', 'errors.csv'].map((name) => join(folder, name)) as [string, string, string]
let system: System
const cx = (...args: string[]) => runCli(['import', 'csv', csv, '--mapping', mapping, ...args], system.env as never)

beforeAll(async () => {
  system = await createSystem(inject('parts'))
  await system.setUp()
  writeFileSync(mapping, `
topic: touchpoints
when: [{ from: state, in: [closed] }]
fields:
  source: { value: old-helpdesk }
  accountId: { from: customer }
  occurredAt: { from: closed }
  touchPoint: { value: support.call }
  outcome: { from: rating, map: { good: PRAISED, bad: COMPLAINED } }
  measures.waitMinutes: { from: minutes, as: number }
  text: { from: remark }
`)
  writeFileSync(csv, `﻿customer,closed,minutes,rating,remark,state
a1,2026-10-01T12:00:00Z,12,good,"Quick, ""great""
and kind",closed
a2,2026-10-01T13:00:00Z,long,bad,,closed
,2026-10-01T14:00:00Z,3,good,,closed
a3,yesterday,3,good,,closed
a4,2026-10-01T15:00:00Z,,,,open
a5,2026-10-01T16:00:00Z,3,so-so,,closed
a6,2026-10-01T16:00:00Z,3,good,slow, but kind,closed
${Array.from({ length: 600 }, (_, i) => `b${i},2026-10-02T00:00:00Z,${i},good,,closed`).join('\n')}
`)
})
afterAll(async () => {
  await system?.stop()
  rmSync(folder, { recursive: true })
})

it('says in a dry run what would be published and which rows are no events, and publishes nothing', async () => {
  const { code, stdout, stderr } = await cx('--dry-run')
  expect([code, stdout]).toEqual([1, '601 events would be published to touchpoints; 1 rows are none by the mapping.\n'])
  expect(stderr).toMatch(/line 4: .*measures[^]*line 5: account.missing[^]*line 6: .*occurredAt[^]*line 8: mapping.unknown-word, outcome is "so-so"[^]*line 9: row.too-wide/)
  expect(await system.values('touchpoints')).toEqual([])
})

it('publishes the others, names the rows with line and reason, and gives a row the same id again', async () => {
  const first = await cx('--errors', errors)
  expect([first.code, first.stdout]).toEqual([1, '601 events were published to touchpoints; 1 rows are none by the mapping.\n'])
  expect(readFileSync(errors, 'utf8').trim().split('\n').map((line) => line.split(',')[0])).toEqual(['line', '4', '5', '6', '8', '9'])
  await cx()
  const events = await system.values<TouchPointEvent>('touchpoints')
  expect([events.length, new Set(events.map(({ eventId }) => eventId)).size]).toEqual([1202, 601])
  expect(events.find(({ accountId }) => accountId === 'a1')).toMatchObject({ source: 'old-helpdesk', occurredAt: Date.UTC(2026, 9, 1, 12), outcome: 'PRAISED', measures: { waitMinutes: 12 }, text: 'Quick, "great"\nand kind' })
})

it('publishes nothing of a file that lacks a column, and says which there are', async () => {
  const misspelt = join(folder, 'misspelt.yaml')
  writeFileSync(misspelt, readFileSync(mapping, 'utf8').replace('from: customer', 'from: custmer'))
  const before = (await system.values('touchpoints')).length
  const { code, stderr } = await runCli(['import', 'csv', csv, '--mapping', misspelt], system.env as never)
  expect([code, stderr]).toEqual([2, expect.stringMatching(/no column custmer, from which accountId is read[^]*Its columns are customer, closed, minutes, rating, remark, state/)])
  expect((await system.values('touchpoints')).length).toBe(before)
})

it('is refused for a file that is not there, or a mapping that is none', async () => {
  expect((await runCli(['import', 'csv', join(folder, 'nothing.csv'), '--mapping', mapping], system.env as never)).code).toBe(2)
  expect((await runCli(['import', 'csv', csv, '--mapping', csv], system.env as never)).stderr).toContain('mapping')
})
