import { describe, expect, it } from 'vitest'
import type { AlertAction, AlertKind } from '../../../schemas/types.ts'
import { createTimeline, day, score, start, survey, touchPoint, upserted } from '../../helpers/timeline.ts'

type Timeline = ReturnType<typeof createTimeline>
const hour = 3_600_000
const minute = 60_000
const pass = (t: Timeline, at: number) => t.touchPoint(touchPoint(`pass${at}`, start + at, { accountId: 'other' }))
const visit = (id: string, at: number, more = {}) => touchPoint(id, start + at, { touchPoint: 'store.visit', outcome: 'COMPLAINED', ...more })
const stepsOf = (t: Timeline, kind: AlertKind) => score(t.entries).alerts.filter((a) => a.kind === kind && a.accountId === 'a' && a.status !== 'ESCALATED')
const told = (t: Timeline, kind: AlertKind) => stepsOf(t, kind).map(({ status, summary }) => `${status} ${summary}`)
const large = { annualRevenue: 240_000.4, currency: 'EUR' }

describe('a severity that rises is said with the rule that made it rise', () => {
  it('the critical line, of every kind', () => {
    const t = createTimeline()
    t.touchPoint(visit('fine', 0, { outcome: 'PRAISED' }))
    t.touchPoint(visit('bad', 1))
    t.survey(survey('s1', start + 2, { score: 2 }))
    for (let i = 0; i < 4; i++) t.touchPoint(visit(`v${i}`, i + 3))
    expect(told(t, 'SCORE_BELOW')).toEqual([
      'OPENED Down 20 points to 50, below 53: a CSAT of 2 (−15) and a complained-of store visit (−5).',
      'UPDATED Now CRITICAL, down 26 points to 44.3, below the critical line of 45: two complained-of store visits (−13) and a CSAT of 2 (−13).',
    ])
    expect(told(t, 'LOW_SURVEY')).toEqual([
      'OPENED A survey was answered far below expectation, the score is 50: a CSAT of 2 (−15).',
      'UPDATED Now CRITICAL, the score is 44.3, below the critical line of 45.',
    ])
  })

  it('a renewal that comes near by a CRM record, though the score lies where it lay', () => {
    const t = createTimeline()
    t.crm(upserted('c1', start, { ...large, renewalAt: start + 200 * day }))
    for (let i = 0; i < 2; i++) t.touchPoint(visit(`fine${i}`, 0, { outcome: 'PRAISED' }))
    t.touchPoint(visit('v0', 1))
    t.survey(survey('s1', start + 2, { touchPoint: 'store.visit', score: 1 }))
    t.crm(upserted('c2', start + hour, { ...large, renewalAt: start + 21 * day }))
    expect(told(t, 'SCORE_BELOW')).toEqual([
      'OPENED Down 20 points to 50, below 53: a complained-of store visit and a CSAT of 1 (−20).',
      'UPDATED Now CRITICAL, with 240,000 EUR a year at risk and the renewal in 21 days, down 20 points to 50, below 53: a complained-of store visit and a CSAT of 1 (−20).',
    ])
    expect(told(t, 'LOW_SURVEY')).toEqual([
      'OPENED A survey was answered far below expectation, the score is 50: a CSAT of 1 on store visit (−20).',
      'UPDATED Now CRITICAL, with 240,000 EUR a year at risk and the renewal in 21 days, the score is 50, below 53.',
    ])
    expect(stepsOf(t, 'SCORE_BELOW').at(-1)).toMatchObject({ severity: 'CRITICAL', cause: 'CRM', causeEventId: 'c2' })
  })

  it('revenue that the CRM did not tell before', () => {
    const t = createTimeline()
    t.touchPoint(visit('v0', 0))
    t.crm(upserted('c1', start + hour, { annualRevenue: 1_500_000, renewalAt: start + 20 * hour }))
    expect(told(t, 'SCORE_BELOW')).toEqual([
      'OPENED Down 20 points to 50, below 53: a complained-of store visit (−20).',
      'UPDATED Now CRITICAL, with 1,500,000 a year at risk and the renewal within a day, down 20 points to 50, below 53: a complained-of store visit (−20).',
    ])
    const later = createTimeline()
    later.touchPoint(visit('v0', 0))
    later.crm(upserted('c1', start + hour, { annualRevenue: 1_500_000 }))
    expect(told(later, 'SCORE_BELOW')).toEqual([
      'OPENED Down 20 points to 50, below 53: a complained-of store visit (−20).',
      'UPDATED Now HIGH, with 1,500,000 a year at risk, down 20 points to 50, below 53: a complained-of store visit (−20).',
    ])
  })

  it('of a score that has not moved since the close no movement is told', () => {
    const t = createTimeline()
    t.touchPoint(visit('v0', 0))
    t.crm(upserted('c1', start + day + minute, large))
    expect(told(t, 'SCORE_BELOW')).toEqual([
      'OPENED Down 20 points to 50, below 53: a complained-of store visit (−20).',
      'UPDATED Now HIGH, with 240,000 EUR a year at risk, the score is 50.3, below 53.',
    ])
  })
})

describe('a burst', () => {
  const piled = (earlier: number) => {
    const t = createTimeline()
    for (let d = 0; d < earlier; d++) for (let i = 0; i < 3 + (d % 2); i++) t.touchPoint(visit(`d${d}-${i}`, d * day + i * minute, { outcome: i === 2 ? 'PRAISED' : 'COMPLAINED' }))
    for (let i = 0; i < 25; i++) t.touchPoint(visit(`bad${i}`, earlier * day + i * minute, { outcome: i % 2 === 0 ? 'COMPLAINED' : 'FAILED' }))
    pass(t, (earlier + 2) * day)
    return t
  }

  it('says how many bad contacts came, and how many are usual', () => {
    expect(told(piled(9), 'BURST')).toEqual([
      'OPENED 20 bad contacts today, usually 2.4 a day, the score is down 15 points in 6 days to 28: at least 20 store visits, ten complained-of and ten failed (−15).',
      'RESOLVED A calm day again, the score is 26.6.',
    ])
    expect(told(piled(0), 'BURST')).toEqual([
      'OPENED 20 bad contacts today, the first day that is known, the score is down 52 points to 17.7: at least 20 store visits, ten complained-of and ten failed (−52).',
      'RESOLVED A calm day again, the score is 16.9.',
    ])
    const calm = createTimeline()
    calm.touchPoint(visit('fine', 0, { outcome: 'PRAISED' }))
    for (let i = 0; i < 20; i++) calm.touchPoint(visit(`bad${i}`, 3 * day + i * minute))
    expect(told(calm, 'BURST')).toEqual([
      'OPENED 20 bad contacts today, usually none, the score is down 61 points in 2 days to 18.9: at least 20 complained-of store visits (−61).',
    ])
  })

  it('has drivers that add up to the change since the close a week before, and the events', () => {
    const [opened] = stepsOf(piled(9), 'BURST')
    expect(opened!.comparedWith).toBe(start + 3 * day - 1)
    expect(opened!.drivers.reduce((sum, { change }) => sum + change, 0)).toBeCloseTo(opened!.scoreAfter! - opened!.scoreBefore!, 9)
    expect(opened!.drivers[0]!.eventIds).toContain('bad10')
  })

  it('of an account whose score rose all the same is not explained by what went well', () => {
    const t = createTimeline()
    for (let i = 0; i < 15; i++) t.touchPoint(visit(`old${i}`, i))
    for (let i = 0; i < 40; i++) t.touchPoint(visit(`good${i}`, 2 * day + i, { outcome: 'PRAISED' }))
    for (let i = 0; i < 25; i++) t.touchPoint(visit(`bad${i}`, 2 * day + minute + i, { touchPoint: 'delivery', outcome: 'ABANDONED' }))
    expect(told(t, 'BURST')).toEqual([
      'OPENED 20 bad contacts today, usually 7.3 a day, the score is up 43 points in a day to 60.',
    ])
  })
})

it('a silence says how long it is, and how long the account is usually quiet', () => {
  const quiet = (gap: number) => {
    const t = createTimeline()
    for (let i = 0; i < 4; i++) t.touchPoint(touchPoint(`e${i}`, start + i * gap, { touchPoint: 'product.use', outcome: 'SUCCEEDED' }))
    pass(t, 70 * day)
    return told(t, 'SILENT')
  }
  expect([...quiet(2 * day), ...quiet(day), ...quiet(3.5 * day)]).toEqual([
    'OPENED No contact for 35 days, usually every 2 days, the score is 73.5.',
    'OPENED No contact for 34 days, usually every day, the score is 73.9.',
    'OPENED No contact for 37 days, usually every 3.3 days, the score is 73.',
  ])
})

it('who acts is named as he is, and a snooze says until when', () => {
  const t = createTimeline()
  t.touchPoint(visit('v0', 0))
  const act = (actionId: string, action: AlertAction['action'], more: Partial<AlertAction> = {}) => t.action({
    actionId, occurredAt: start, accountId: 'a', alertId: 'a~SCORE_BELOW~1', action, by: 'rev.me', assignee: null, until: null, outcome: null, note: null, ...more,
  })
  act('k1', 'SNOOZE', { until: Date.UTC(2026, 11, 1, 8) })
  act('k2', 'SNOOZE', { until: Number.MAX_SAFE_INTEGER })
  act('k3', 'ACKNOWLEDGE')
  expect(told(t, 'SCORE_BELOW').slice(1)).toEqual([
    'SNOOZED rev.me has put the low score off until 2026-12-01 08:00 UTC.', 'SNOOZED rev.me has put the low score off for good.', 'ACKNOWLEDGED rev.me has taken note of the low score.',
  ])
})
