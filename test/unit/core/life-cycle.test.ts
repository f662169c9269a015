import { describe, expect, it } from 'vitest'
import { transitions } from '../../../core/alerting/action.ts'
import { moveBurst } from '../../../core/alerting/burst.ts'
import { patienceOf, withContact } from '../../../core/alerting/silent.ts'
import { compile } from '../../../core/model/model.ts'
import { newAccount } from '../../../core/scoring/account.ts'
import type { AlertAction } from '../../../schemas/types.ts'
import { createTimeline, day, score, shippedModel, start, touchPoint, upserted } from '../../helpers/timeline.ts'

const hour = 3_600_000
const rules = compile(shippedModel()).segment(null)
const act = (actionId: string, action: AlertAction['action'], more: Partial<AlertAction> = {}): AlertAction => ({
  actionId, occurredAt: start, accountId: 'a', alertId: 'a~SCORE_BELOW~1', action, by: 'ann', assignee: null, until: null, outcome: null, note: null, ...more,
})
const bad = (id: string, at: number, more = {}) => touchPoint(id, start + at, { touchPoint: 'support.call', outcome: 'COMPLAINED', ...more })
const pass = (t: ReturnType<typeof createTimeline>, at: number) => t.touchPoint(touchPoint(`pass${at}`, start + at, { accountId: 'other' }))

/** An account with owner and escalation owner, and a critical SCORE_BELOW alert since `start`. */
function alarmed() {
  const t = createTimeline()
  t.crm(upserted('c1', start, { owner: 'ann', escalationOwner: 'lead' }))
  t.touchPoint(bad('e1', 0))
  return t
}
const below = (t: ReturnType<typeof createTimeline>) => score(t.entries).alerts.filter((a) => a.kind === 'SCORE_BELOW')

describe('escalation', () => {
  it('goes up once a level, by time alone, until somebody acts', () => {
    const t = alarmed()
    pass(t, 5 * day)
    const steps = below(t)
    expect(steps.map((a) => [a.status, a.escalationLevel, a.notify, (a.at - start) / hour])).toEqual([
      ['OPENED', 0, ['ann', 'lead'], 0], ['ESCALATED', 1, ['lead'], 4], ['ESCALATED', 2, ['cx-executive'], 8],
    ])
    expect(steps.map((a) => a.cause)).toEqual(['CRM', 'DECAY', 'DECAY'].map((c, i) => (i === 0 ? 'EVENT' : c)))
  })

  it('stops with an acknowledgement', () => {
    const t = alarmed()
    t.action(act('k1', 'ACKNOWLEDGE'))
    pass(t, 5 * day)
    expect(below(t).map((a) => [a.status, a.cause, a.by, a.causeEventId])).toEqual([['OPENED', 'EVENT', null, 'e1'], ['ACKNOWLEDGED', 'ACTION', 'ann', 'k1']])
  })

  it('rests while snoozed, and begins anew when the snooze ends', () => {
    const t = alarmed()
    t.action(act('k1', 'SNOOZE', { until: start + 2 * day }))
    pass(t, 2 * day + 5 * hour)
    expect(below(t).map((a) => [a.status, (a.at - start) / hour, a.snoozedUntil])).toEqual([
      ['OPENED', 0, null], ['SNOOZED', 0, start + 2 * day], ['UPDATED', 48, null], ['ESCALATED', 52, null],
    ])
  })

  it.each<[string, (t: ReturnType<typeof createTimeline>) => unknown, string]>([
    ['an action gives it to', (t) => t.action(act('k1', 'ASSIGN', { assignee: 'carl' })), 'carl'],
    ['CRM names', (t) => t.crm(upserted('c2', start + 2 * day, { owner: 'bob', escalationOwner: 'lead' })), 'bob'],
  ])('begins anew with somebody whom %s, also when it had gone all the way up', (_, give, owner) => {
    const t = alarmed()
    pass(t, 2 * day)
    give(t)
    pass(t, 4 * day)
    expect(below(t).map((a) => [a.status, a.owner, a.escalationLevel, a.notify[0]])).toEqual([
      ['OPENED', 'ann', 0, 'ann'], ['ESCALATED', 'ann', 1, 'lead'], ['ESCALATED', 'ann', 2, 'cx-executive'],
      [owner === 'carl' ? 'ASSIGNED' : 'UPDATED', owner, 0, owner], ['ESCALATED', owner, 1, 'lead'], ['ESCALATED', owner, 2, 'cx-executive'],
    ])
  })

  it('says again what moved the score, as what people do does, for as long as a close from before the opening is kept', () => {
    const t = createTimeline()
    t.crm(upserted('c1', start, { owner: 'ann', escalationOwner: 'lead' }))
    for (let i = 0; i < 10; i++) t.touchPoint(touchPoint(`fine${i}`, start + i * day, { touchPoint: 'delivery', outcome: 'SUCCEEDED' }))
    for (let i = 0; i < 8; i++) t.touchPoint(bad(`e${i}`, 10 * day + i))
    pass(t, 13 * day + hour)
    t.action(act('k1', 'ACKNOWLEDGE', { occurredAt: start + 13 * day }))
    pass(t, 19 * day)
    t.action(act('k2', 'CLOSE', { outcome: 'SAVED', occurredAt: start + 19 * day }))
    const steps = below(t)
    expect(steps.map(({ status }) => status)).toEqual(['OPENED', 'ESCALATED', 'ACKNOWLEDGED', 'CLOSED'])
    for (const step of steps.slice(0, -1)) {
      expect(step.drivers.reduce((sum, { change }) => sum + change, 0), step.status).toBeCloseTo(step.scoreAfter! - step.scoreBefore!, 9)
      expect(step.drivers[0], step.status).toMatchObject({ driver: 'support.call', eventIds: expect.arrayContaining(['e0']) })
    }
    expect(steps[1]!.summary).toMatch(/^Nobody has acknowledged the low score in time, down \d+ points in 6 days to [\d.]+, below 53: .*support calls? \(−\d+\)/)
    expect(steps.at(-1)).toMatchObject({ drivers: [], scoreBefore: null })
  })

  it('tells a new owner', () => {
    const t = alarmed()
    t.crm(upserted('c2', start + hour, { owner: 'bob', escalationOwner: 'lead' }))
    expect(below(t).at(-1)).toMatchObject({ status: 'UPDATED', owner: 'bob', notify: ['bob', 'lead'], cause: 'CRM', summary: 'The low score goes to bob, down 30 points to 40, below 45: a complained-of support call (−30).' })
  })
})

it('every step says in words what happened', () => {
  const t = alarmed()
  t.action(act('k1', 'ASSIGN', { assignee: 'carl' }))
  t.action(act('k2', 'SNOOZE', { until: start + day }))
  pass(t, day + 5 * hour)
  t.action(act('k3', 'ACKNOWLEDGE', { by: 'carl' }))
  t.action(act('k4', 'CLOSE', { by: 'carl', outcome: 'SAVED' }))
  expect(below(t).map((a) => a.summary)).toEqual([
    'Down 30 points to 40, below 53: a complained-of support call (−30).', 'ann has given the low score to carl.', 'ann has put the low score off until 2026-01-02 00:00 UTC.',
    'The low score is no longer put off, the score is 40.3, below 45.', 'Nobody has acknowledged the low score in time, the score is 40.4, below 45.', 'carl has taken note of the low score.',
    'carl has closed the low score as SAVED.',
  ])
})

describe('actions', () => {
  it('assign: the assignee is the owner from then on, whatever the CRM says', () => {
    const t = alarmed()
    t.action(act('k1', 'ASSIGN', { assignee: 'carl' }))
    t.crm(upserted('c2', start + hour, { owner: 'bob', escalationOwner: 'lead' }))
    expect(below(t).map((a) => [a.status, a.owner, a.notify])).toEqual([['OPENED', 'ann', ['ann', 'lead']], ['ASSIGNED', 'carl', ['carl']]])
  })

  it('close: says who, with what outcome, and gives no score record', () => {
    const t = alarmed()
    const scores = score(t.entries).scores.length
    t.action(act('k1', 'CLOSE', { outcome: 'SAVED', note: 'called' }))
    const r = score(t.entries)
    expect(r.alerts.at(-1)).toMatchObject({ status: 'CLOSED', by: 'ann', outcome: 'SAVED', note: 'called', cause: 'ACTION', scoreBefore: 70, drivers: [{ driver: 'support.call', change: -30, eventIds: ['e1'] }] })
    expect(r.scores).toHaveLength(scores)
    expect(r.account().alerts.open).toEqual([])
  })

  it('after a close the kind opens again only by a new observation, not by time alone', () => {
    const t = alarmed()
    t.action(act('k1', 'CLOSE', { outcome: 'FALSE_ALARM' }))
    pass(t, 3 * day)
    expect(below(t).map((a) => a.status)).toEqual(['OPENED', 'CLOSED'])
    t.touchPoint(bad('e2', 3 * day + hour))
    expect(below(t).at(-1)).toMatchObject({ status: 'OPENED', alertId: 'a~SCORE_BELOW~2' })
  })

  it('is applied once', () => {
    const t = alarmed()
    t.action(act('k1', 'ACKNOWLEDGE'))
    t.action(act('k1', 'ACKNOWLEDGE'))
    expect(below(t)).toHaveLength(2)
    expect(score(t.entries).counts.duplicates).toBe(1)
  })

  it.each([
    ['alert.not-open', act('k1', 'ACKNOWLEDGE', { alertId: 'a~SCORE_BELOW~2' })],
    ['alert.not-open', act('k1', 'ACKNOWLEDGE', { accountId: 'nobody', alertId: 'nobody~SCORE_BELOW~1' })],
    ['alert.unknown-action', act('k1', 'UNKNOWN')],
    ['alert.incomplete-action', act('k1', 'ASSIGN')],
    ['alert.incomplete-action', act('k1', 'SNOOZE')],
    ['alert.incomplete-action', act('k1', 'SNOOZE', { until: start - 1 })],
    ['alert.incomplete-action', act('k1', 'CLOSE')],
  ])('that cannot be carried out is a failed event %s', (code, action) => {
    const t = alarmed()
    t.action(action)
    const r = score(t.entries)
    expect(r.failures.map((f) => f.failure.code)).toEqual([code])
    expect(r.alerts).toHaveLength(score(alarmed().entries).alerts.length)
  })

  it('has an answer for every action in every state', () => {
    for (const actions of Object.values(transitions)) expect(Object.keys(actions).sort()).toEqual(['ACKNOWLEDGE', 'ASSIGN', 'CLOSE', 'SNOOZE'])
  })
})

describe('SCORE_DROP', () => {
  it('opens against the close a week before, and resolves when half is regained by a good contact', () => {
    const t = createTimeline()
    for (let i = 0; i < 4; i++) t.touchPoint(touchPoint(`good${i}`, start + i, { outcome: 'PRAISED' }))
    for (let i = 0; i < 3; i++) t.touchPoint(bad(`bad${i}`, 7 * day + i, { touchPoint: 'store.visit', outcome: 'ABANDONED' }))
    const drops = () => score(t.entries).alerts.filter((a) => a.kind === 'SCORE_DROP')
    const opened = drops()[0]!
    expect(opened.status).toBe('OPENED')
    expect(opened.scoreBefore! - opened.scoreAfter!).toBeGreaterThanOrEqual(15)
    for (let i = 0; i < 8; i++) t.touchPoint(touchPoint(`again${i}`, start + 7 * day + hour + i, { outcome: 'PRAISED' }))
    const resolved = drops().at(-1)!
    expect(resolved.status).toBe('RESOLVED')
    expect(resolved.scoreAfter).toBeGreaterThanOrEqual(opened.scoreAfter! + (opened.scoreBefore! - opened.scoreAfter!) / 2)
  })
})

describe('SILENT', () => {
  it('waits a multiple of the account\'s own gap, within bounds', () => {
    let rhythm = withContact(null, start)
    expect(patienceOf(rhythm, rules)).toBeNull()
    for (let i = 1; i < 20; i++) rhythm = withContact(rhythm, start + i * 2 * day)
    expect(rhythm.days).toBe(20)
    expect(patienceOf(rhythm, rules)).toBe(30 * day)
    for (let i = 0; i < 5; i++) rhythm = withContact(rhythm, start + 38 * day + i)
    expect(rhythm.days, 'contacts of one day count once').toBe(20)
    const slow = [0, 40, 80].reduce((r: ReturnType<typeof withContact> | null, d) => withContact(r, start + d * day), null)
    expect(patienceOf(slow, rules)).toBe(Math.min(3 * ((4 * 19 * day + 80 * day) / 6), 75 * day))
  })

  it('opens by time alone, and the next contact that the customer chose resolves it', () => {
    const t = createTimeline()
    for (let i = 0; i < 4; i++) t.touchPoint(touchPoint(`e${i}`, start + i * 2 * day, { touchPoint: 'product.use', outcome: 'SUCCEEDED' }))
    const patience = 3 * ((4 * 19 + 6) / 7)
    pass(t, (6 + 60) * day)
    const silent = () => score(t.entries).alerts.filter((a) => a.kind === 'SILENT' && a.status !== 'ESCALATED')
    expect(silent().map((a) => [a.status, a.cause, a.drivers.length])).toEqual([['OPENED', 'DECAY', 0]])
    expect(silent()[0]!.at).toBe(Math.floor(start + 6 * day + patience * day) + 1)
    t.touchPoint(touchPoint('invoice', start + 66 * day, { touchPoint: 'billing.invoice', outcome: 'SUCCEEDED' }))
    expect(silent()).toHaveLength(1)
    t.touchPoint(touchPoint('back', start + 66 * day, { touchPoint: 'product.use', outcome: 'SUCCEEDED' }))
    expect(silent().at(-1)).toMatchObject({ status: 'RESOLVED', cause: 'EVENT' })
  })
})

it('SILENT opens by time alone also where no contact ever said how it went', () => {
  const t = createTimeline()
  for (let i = 0; i < 4; i++) t.touchPoint(touchPoint(`e${i}`, start + i * 2 * day, { touchPoint: 'visit', outcome: null }))
  pass(t, 66 * day)
  const { alerts, account } = score(t.entries)
  expect([account().observed, account().contacts]).toEqual([false, 4])
  expect(alerts.filter((a) => a.kind === 'SILENT').map((a) => [a.status, a.cause, a.evidence])[0]).toEqual(['OPENED', 'DECAY', 0])
})

describe('BURST', () => {
  it('opens when a day has many bad observations, once, and ends with the first calm day', () => {
    const t = createTimeline()
    for (let i = 0; i < 25; i++) t.touchPoint(bad(`bad${i}`, i * 60_000))
    pass(t, 2 * day)
    const burst = score(t.entries).alerts.filter((a) => a.kind === 'BURST' && a.status !== 'ESCALATED')
    expect(burst.map((a) => [a.status, a.at])).toEqual([['OPENED', start + 19 * 60_000], ['RESOLVED', start + 2 * day]])
  })

  it('knows a busy account\'s norm: the same days in closed form and one by one', () => {
    const account = newAccount('a')
    const slow = newAccount('b')
    account.burst = { day: 0, count: 30, sum: 100, days: 5, calm: true }
    slow.burst = { ...account.burst }
    moveBurst(account, 9, rules)
    for (let d = 1; d <= 9; d++) moveBurst(slow, d, rules)
    expect(account.burst.sum).toBeCloseTo(slow.burst.sum, 12)
    expect(account.burst.days).toBeCloseTo(slow.burst.days, 12)
  })
})
