import { describe, expect, it } from 'vitest'
import type { ModelFile } from '../../../core/model/model-file.ts'
import type { AlertAction } from '../../../schemas/types.ts'
import { createTimeline, day, score, settingsOf, shippedModel, start, survey, touchPoint, upserted } from '../../helpers/timeline.ts'

/** Who is told of an alert, and when: what is awkward about it. */
const hour = 3_600_000
type Timeline = ReturnType<typeof createTimeline>
const bad = (id: string, at: number, more = {}) => touchPoint(id, start + at, { touchPoint: 'support.call', outcome: 'COMPLAINED', ...more })
const fine = (id: string, at: number, more = {}) => touchPoint(id, start + at, { touchPoint: 'store.visit', outcome: 'SUCCEEDED', ...more })
const pass = (t: Timeline, at: number) => t.touchPoint(touchPoint(`pass${at}`, start + at, { accountId: 'other' }))
const stepsOf = (t: Timeline, kind = 'SCORE_BELOW') => score(t.entries).alerts.filter((a) => a.kind === kind && a.accountId === 'a')
const told = (t: Timeline, kind?: string) => stepsOf(t, kind).map((a) => [a.status, a.severity, a.notify, (a.at - start) / hour])
const withAlerts = (alerts: Partial<ModelFile['alerts']>, more: Partial<ModelFile> = {}): ModelFile => ({ ...shippedModel(), ...more, alerts: { ...shippedModel().alerts, ...alerts } })
const shipped = shippedModel().alerts
/** A SCORE_BELOW of severity NORMAL from `start` on. */
const lowScore = (model = shippedModel(), crm: Parameters<typeof upserted>[2] = { owner: 'ann', escalationOwner: 'lead' }) => {
  const t = createTimeline(settingsOf(model))
  t.crm(upserted('c1', start, crm))
  t.touchPoint(touchPoint('e1', start, { touchPoint: 'store.visit', outcome: 'COMPLAINED' }))
  return t
}

describe('a model change', () => {
  it('uses up no escalation that nobody hears: what is due then is said at the next tick, to somebody', () => {
    const t = lowScore()
    pass(t, 30 * hour)
    t.settings(settingsOf(withAlerts({ ackWithin: { ...shipped.ackWithin, NORMAL: 'PT24H' } }, { version: 'hurried' })))
    pass(t, 31 * hour)
    expect(told(t).map(([status, , notify]) => [status, notify])).toEqual([['OPENED', ['ann']], ['ESCALATED', ['lead']]])
  })

  it('that opened an alert quietly does not hide what happens afterwards', () => {
    const t = createTimeline()
    t.crm(upserted('c1', start, { owner: 'ann', escalationOwner: 'lead' }))
    for (let i = 0; i < 6; i++) t.touchPoint(fine(`f${i}`, i))
    t.touchPoint(bad('b0', hour))
    const now = score(t.entries).scores.at(-1)!.score
    t.settings(settingsOf(withAlerts({ scoreBelow: { ...shipped.scoreBelow, alertBelow: now + 5, clearAt: now + 10 } }, { version: 'strict' })))
    pass(t, 5 * day)
    t.touchPoint(bad('b1', 5 * day + hour))
    const steps = stepsOf(t)
    expect(steps.slice(0, 2).map((a) => [a.status, a.notify])).toEqual([['OPENED', []], ['UPDATED', ['ann']]])
    expect(steps[1]!.summary).toMatch(/^Down .* points.* to .*, below .*: .*complained-of/)
    pass(t, 20 * day)
    expect(stepsOf(t).at(-1)!.status, 'and from then on it escalates as any other').toBe('ESCALATED')
  })
})

describe('the way up', () => {
  it('leads to the executive also where CRM has lost the escalation owner who was told', () => {
    const t = lowScore()
    pass(t, 73 * hour)
    t.crm(upserted('c2', start + 80 * hour, { owner: 'ann' }))
    pass(t, 20 * day)
    expect(told(t).map(([status, , notify]) => [status, notify])).toEqual([['OPENED', ['ann']], ['ESCALATED', ['lead']], ['ESCALATED', ['cx-executive']]])
  })

  it('leads to an escalation owner who came later, and to nobody twice', () => {
    const t = lowScore(shippedModel(), { owner: 'ann' })
    pass(t, 73 * hour)
    t.crm(upserted('c2', start + 80 * hour, { owner: 'ann', escalationOwner: 'lead' }))
    pass(t, 20 * day)
    expect(told(t).map(([status, , notify]) => [status, notify])).toEqual([['OPENED', ['ann']], ['ESCALATED', ['cx-executive']], ['ESCALATED', ['lead']]])
  })

  it('does not lead to who has the alert already', () => {
    const t = lowScore(shippedModel(), { owner: 'ann', escalationOwner: 'ann' })
    pass(t, 20 * day)
    expect(told(t).map(([status, , notify]) => [status, notify])).toEqual([['OPENED', ['ann']], ['ESCALATED', ['cx-executive']]])
  })

  it('is as long as the new severity says when the old one rises, and no longer than it was', () => {
    const t = lowScore()
    for (let i = 0; i < 4; i++) t.touchPoint(bad(`b${i}`, 20 * hour))
    pass(t, 30 * hour)
    expect(told(t)).toEqual([
      ['OPENED', 'NORMAL', ['ann'], 0], ['UPDATED', 'CRITICAL', ['ann', 'lead'], 20], ['ESCALATED', 'CRITICAL', ['lead'], 24], ['ESCALATED', 'CRITICAL', ['cx-executive'], 28],
    ])
  })

  it('never begins with nobody: a blank owner in CRM is none', () => {
    const t = lowScore(shippedModel(), { owner: '', escalationOwner: ' ' })
    pass(t, 73 * hour)
    expect(stepsOf(t).map((a) => [a.status, a.owner, a.notify])).toEqual([['OPENED', 'cx-ops', ['cx-ops']], ['ESCALATED', 'cx-ops', ['cx-executive']]])
  })
})

it('what a person closed opens again by news also where the score has to stay low for a while', () => {
  const t = lowScore(withAlerts({ scoreBelow: { ...shipped.scoreBelow, dwell: 'PT6H' } }))
  pass(t, 7 * hour)
  const close: AlertAction = { actionId: 'k1', occurredAt: start + 7 * hour, accountId: 'a', alertId: 'a~SCORE_BELOW~1', action: 'CLOSE', by: 'ann', assignee: null, until: null, outcome: 'SAVED', note: null }
  t.action(close)
  for (let i = 0; i < 12; i++) t.touchPoint(fine(`f${i}`, day + i))
  for (let i = 0; i < 9; i++) t.touchPoint(bad(`b${i}`, 10 * day + i))
  pass(t, 13 * day)
  expect(stepsOf(t).filter(({ status }) => status === 'OPENED' || status === 'CLOSED').map((a) => [a.status, a.episode])).toEqual([['OPENED', 1], ['CLOSED', 1], ['OPENED', 2]])
})

describe('events that come late, or are corrected', () => {
  it('an answer that was given before the bad one does not resolve it, however late it comes', () => {
    const t = createTimeline()
    const answer = (id: string, at: number, value: number) => survey(id, start + at, { score: value, contactId: 'c1' })
    t.survey(answer('bad', 10 * day, 1))
    t.survey(answer('late', 5 * day, 5))
    expect(stepsOf(t, 'LOW_SURVEY').map(({ status }) => status).filter((status) => status !== 'UPDATED')).toEqual(['OPENED'])
    t.survey(answer('good', 11 * day, 5))
    expect(stepsOf(t, 'LOW_SURVEY').at(-1)!.status).toBe('RESOLVED')
  })

  it('a bad contact that is corrected counts once for a burst', () => {
    const t = createTimeline()
    for (let i = 0; i < 12; i++) {
      t.touchPoint(bad(`b${i}`, i * 60_000))
      t.touchPoint(bad(`c${i}`, i * 60_000 + 1, { corrects: `b${i}` }))
    }
    expect(score(t.entries).account().burst!.count).toBe(12)
    expect(stepsOf(t, 'BURST')).toEqual([])
  })

  it('a silence that a late contact ended does not open again before the cool-down is over', () => {
    const t = createTimeline()
    for (let i = 0; i < 4; i++) t.touchPoint(fine(`e${i}`, i * 2 * day, { touchPoint: 'product.use' }))
    pass(t, 45 * day)
    const silent = () => stepsOf(t, 'SILENT').filter(({ status }) => status === 'OPENED' || status === 'RESOLVED')
    expect(silent().map(({ status }) => status)).toEqual(['OPENED'])
    // With this contact the account has a patience of 33 days, which ends five hours later.
    t.touchPoint(fine('late', 12 * day + 5 * hour, { touchPoint: 'product.use' }))
    pass(t, 45 * day + 10 * hour)
    expect(silent().map(({ status }) => status)).toEqual(['OPENED', 'RESOLVED'])
    pass(t, 60 * day)
    const again = silent().at(-1)!
    expect([again.status, (again.at - silent()[1]!.at) / hour]).toEqual(['OPENED', 24])
  })
})
