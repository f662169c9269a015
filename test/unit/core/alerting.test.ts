import { describe, expect, it } from 'vitest'
import { mostOpen } from '../../../core/alerting/low-survey.ts'
import type { ModelFile } from '../../../core/model/model-file.ts'
import { closed, createTimeline, day, score, settingsOf, shippedModel, start, survey, touchPoint, upserted } from '../../helpers/timeline.ts'

const minute = 60_000
const hour = 60 * minute
const bad = (id: string, at: number, key = 'support.call') => touchPoint(id, start + at, { touchPoint: key, outcome: 'COMPLAINED' })
const good = (id: string, at: number, key = 'support.call') => touchPoint(id, start + at, { touchPoint: key, outcome: 'PRAISED' })
const withScoreBelow = (more: Partial<ModelFile['alerts']['scoreBelow']>): ModelFile => {
  const file = shippedModel()
  return { ...file, alerts: { ...file.alerts, scoreBelow: { ...file.alerts.scoreBelow, ...more } } }
}
const csat = (id: string, at: number, answer: number, contactId: string | null = 'c1') => survey(id, start + at, { score: answer, contactId })
/** Steps of one kind, without what people are told because nobody acts. */
const of = <T extends { kind: string; status: string }>(alerts: T[], kind: string) => alerts.filter((a) => a.kind === kind && a.status !== 'ESCALATED')
const steps = (alerts: { kind: string; status: string }[], kind: string) => of(alerts, kind).map((a) => a.status)

describe('SCORE_BELOW', () => {
  it('opens, rises and resolves once each, with its sequence, owners and explanation', () => {
    const t = createTimeline()
    t.crm(upserted('c1', start, { name: 'Acme', segment: 'smb', annualRevenue: 10_000, owner: 'ann', escalationOwner: 'lead' }))
    for (let i = 0; i < 10; i++) t.touchPoint(bad(`bad${i}`, day + i, 'store.visit'))
    for (let i = 0; i < 20; i++) t.touchPoint(good(`good${i}`, 2 * day + i))
    const alerts = of(score(t.entries).alerts, 'SCORE_BELOW')
    expect(alerts.map((a) => [a.status, a.sequence, a.alertId])).toEqual([
      ['OPENED', 1, 'a~SCORE_BELOW~1'], ['UPDATED', 2, 'a~SCORE_BELOW~1'], ['RESOLVED', 5, 'a~SCORE_BELOW~1'],
    ])
    expect(alerts.map((a) => a.notify)).toEqual([['ann'], ['ann', 'lead'], ['ann', 'lead']])
    expect(alerts[1]).toMatchObject({ severity: 'CRITICAL', quadrant: 'DANGLING', revenueAtRisk: 10_000, threshold: 45 })
    expect(alerts[1]!.drivers[0]!.eventIds).toEqual(['bad0', 'bad1'])
    expect(alerts[1]!.summary).toBe('Now CRITICAL, down 30 points to 40, below the critical line of 45: two complained-of store visits (−30).')
    expect(alerts[2]).toMatchObject({ cause: 'EVENT', threshold: 58, revenueAtRisk: 0 })
  })

  it('does not heal by being forgotten: only a good observation resolves it', () => {
    const t = createTimeline()
    t.touchPoint(bad('e1', 0))
    t.crm(upserted('c1', start + 70 * day, { owner: 'ann' }))
    t.touchPoint(touchPoint('e2', start + 71 * day, { touchPoint: 'store.visit' }))
    t.touchPoint(touchPoint('e3', start + 200 * day, { touchPoint: 'mention', outcome: 'FAILED' }))
    expect(score(t.entries).last().score).toBeGreaterThan(58)
    expect(steps(score(t.entries).alerts, 'SCORE_BELOW')).not.toContain('RESOLVED')
    t.touchPoint(touchPoint('e4', start + 200 * day, { touchPoint: 'mention', outcome: 'SUCCEEDED' }))
    expect(steps(score(t.entries).alerts, 'SCORE_BELOW').at(-1)).toBe('RESOLVED')
  })

  it('opens only after the dwell, at its very end, without any event of the account', () => {
    const t = createTimeline(settingsOf(withScoreBelow({ dwell: 'PT2H' })))
    t.touchPoint(bad('e1', 5 * minute))
    t.touchPoint(touchPoint('other', start + 2 * hour, { accountId: 'b' }))
    expect(score(t.entries).alerts).toEqual([])
    t.touchPoint(touchPoint('other2', start + 3 * hour, { accountId: 'b' }))
    const { alerts } = score(t.entries)
    expect(alerts.map((a) => [a.status, a.at, a.cause])).toEqual([['OPENED', start + 2 * hour + 5 * minute, 'DECAY']])
  })

  it('starts the dwell anew where the score recovers in between', () => {
    const t = createTimeline(settingsOf(withScoreBelow({ dwell: 'PT2H' })))
    t.touchPoint(bad('e1', 0))
    t.touchPoint(good('e2', hour))
    t.touchPoint(good('e3', hour))
    t.touchPoint(touchPoint('other', start + 5 * hour, { accountId: 'b' }))
    expect(score(t.entries).alerts).toEqual([])
  })

  const swallowed = (t: ReturnType<typeof createTimeline>) => {
    for (let i = 0; i < 3; i++) t.touchPoint(touchPoint(`bad${i}`, start + i, { touchPoint: 'onboarding', outcome: 'ESCALATED' }))
    for (let i = 0; i < 5; i++) t.touchPoint(good(`good${i}`, 10 + i, 'onboarding'))
    for (let i = 0; i < 8; i++) t.touchPoint(touchPoint(`worse${i}`, start + 20 + i, { touchPoint: 'onboarding', outcome: 'ESCALATED' }))
  }

  it('opens what the cool-down swallowed at its end, by time alone', () => {
    const t = createTimeline()
    swallowed(t)
    const before = score(t.entries).alerts
    expect(before[before.length - 1]!.status).toBe('RESOLVED')
    t.touchPoint(touchPoint('other', start + 2 * day, { accountId: 'b' }))
    const opened = score(t.entries).alerts[before.length]!
    expect(opened).toMatchObject({ alertId: 'a~SCORE_BELOW~2', status: 'OPENED', cause: 'DECAY', at: before[before.length - 1]!.at + day })
  })

  it('breaks the cool-down where it is critical', () => {
    const t = createTimeline()
    swallowed(t)
    const before = score(t.entries).alerts.length
    for (let i = 0; i < 10; i++) t.touchPoint(touchPoint(`worst${i}`, start + 30 + i, { touchPoint: 'onboarding', outcome: 'ESCALATED' }))
    expect(score(t.entries).alerts[before]).toMatchObject({ status: 'OPENED', severity: 'CRITICAL' })
  })

  it('becomes critical when the renewal comes near, at that moment', () => {
    const t = createTimeline()
    t.crm(upserted('c1', start, { annualRevenue: 200_000, renewalAt: start + 95 * day, owner: 'ann', escalationOwner: 'lead' }))
    t.touchPoint(touchPoint('e1', start, { touchPoint: 'store.visit', outcome: 'ABANDONED' }))
    t.touchPoint(touchPoint('e2', start, { touchPoint: 'store.visit', outcome: 'ABANDONED' }))
    t.touchPoint(touchPoint('other', start + 6 * day, { accountId: 'b' }))
    const alerts = of(score(t.entries).alerts, 'SCORE_BELOW')
    expect(alerts.map((a) => [a.status, a.severity])).toEqual([['OPENED', 'HIGH'], ['UPDATED', 'CRITICAL']])
    expect(alerts[1]!.at).toBe(start + 5 * day)
  })

  it('opens when what was good fades faster than what was bad', () => {
    const t = createTimeline()
    for (let i = 0; i < 8; i++) t.touchPoint(good(`good${i}`, i, 'product.use'))
    for (let i = 0; i < 16; i++) t.touchPoint(touchPoint(`bad${i}`, start + 10 + i, { touchPoint: 'store.visit', outcome: 'ABANDONED' }))
    expect(score(t.entries).alerts).toEqual([])
    t.touchPoint(touchPoint('other', start + 40 * day, { accountId: 'b' }))
    const { alerts } = score(t.entries)
    expect(alerts[0]).toMatchObject({ status: 'OPENED', cause: 'DECAY' })
    expect(alerts[0]!.at % 10_000).toBe(0)
    expect(alerts[0]!.scoreAfter).toBeLessThan(53)
    expect(alerts[0]!.scoreAfter).toBeGreaterThan(52.99)
  })

  it('explains against the close seven days before', () => {
    const t = createTimeline()
    t.touchPoint(good('good', 0, 'onboarding'))
    for (let i = 0; i < 30; i++) t.touchPoint(bad(`bad${i}`, 9 * day + i, 'store.visit'))
    const opened = of(score(t.entries).alerts, 'SCORE_BELOW')[0]!
    expect(opened.comparedWith).toBe(start + 3 * day - 1)
    expect(opened.drivers.map((d) => d.driver)).toEqual(['store.visit', 'onboarding'])
    expect(opened.drivers[1]!.eventIds).toEqual([])
  })

  it('names the changed baseline as a driver of its own', () => {
    const file = shippedModel()
    const t = createTimeline(settingsOf({ ...file, segments: { ...file.segments, smb: { score: { prior: { mean: 30 } } } } }))
    t.touchPoint(touchPoint('e1', start, { touchPoint: 'store.visit', outcome: 'ABANDONED' }))
    t.crm(upserted('c1', start + 2 * day, { segment: 'smb' }))
    const opened = score(t.entries).alerts[0]!
    expect(opened.drivers[0]).toMatchObject({ driver: 'prior', change: -40, contribution: 30 })
    expect(opened.cause).toBe('CRM')
  })

  it('opens quietly where a new model makes the account cross', () => {
    const t = createTimeline()
    t.touchPoint(touchPoint('e1', start, { touchPoint: 'store.visit', outcome: 'ABANDONED' }))
    t.settings(settingsOf({ ...withScoreBelow({ alertBelow: 60, clearAt: 65 }), version: 'next' }))
    const { alerts } = score(t.entries)
    expect(alerts.map((a) => [a.kind, a.status])).toEqual([['SCORE_BELOW', 'OPENED'], ['MODEL_CHANGE', 'OPENED'], ['MODEL_CHANGE', 'RESOLVED']])
    expect(alerts[0]).toMatchObject({ cause: 'MODEL', notify: [], owner: 'cx-ops', modelVersion: 'next' })
    expect(alerts[1]).toMatchObject({ alertId: 'next-0~MODEL_CHANGE~1', sequence: 1, accountId: null, cause: 'MODEL', notify: ['cx-ops'] })
    expect(alerts[1]!.summary).toBe('Model next is in force: 1 account fell into AT_RISK, 0 accounts rose out of it, 1 alert opened quietly.')
  })
})

describe('a closed account', () => {
  it('has its alerts resolved and gets none until it is upserted', () => {
    const t = createTimeline()
    t.survey(csat('s1', 0, 1))
    t.touchPoint(bad('e1', 0))
    t.touchPoint(bad('e2', 0))
    t.crm(closed('c1', start + day))
    const all = () => score(t.entries).alerts.filter((a) => a.status !== 'ESCALATED')
    const before = all().length
    expect(all().slice(-2).map((a) => [a.kind, a.status, a.cause])).toEqual([['SCORE_BELOW', 'RESOLVED', 'CRM'], ['LOW_SURVEY', 'RESOLVED', 'CRM']])
    t.touchPoint(bad('e3', 3 * day))
    t.survey(csat('s2', 3 * day, 1))
    expect(all()).toHaveLength(before)
    t.crm(upserted('c2', start + 4 * day, { owner: 'ann' }))
    expect(all()[before]).toMatchObject({ alertId: 'a~SCORE_BELOW~2', status: 'OPENED' })
  })

  it('opens nothing by the record that closes it, in neither of its steps', () => {
    const t = createTimeline(settingsOf(withScoreBelow({ dwell: 'PT1H' })))
    t.touchPoint(bad('e1', 0))
    t.crm(closed('c1', start + day))
    t.touchPoint(touchPoint('other', start + 2 * day, { accountId: 'b' }))
    expect(score(t.entries).alerts).toEqual([])
  })
})

describe('LOW_SURVEY', () => {
  it('has one open alert a contact, explained against the moment before the survey', () => {
    const t = createTimeline()
    t.survey(csat('s1', 0, 1))
    t.survey(csat('s2', 1, 1, 'c2'))
    t.survey(csat('s3', 2, 1))
    t.survey(csat('s4', 3, 1, null))
    t.survey(csat('s5', 4, 5))
    const { alerts } = score(t.entries)
    const own = alerts.filter((a) => a.kind === 'LOW_SURVEY' && a.status !== 'UPDATED')
    expect(own.map((a) => [a.alertId, a.contactId, a.status])).toEqual([
      ['a~LOW_SURVEY~1', 'c1', 'OPENED'], ['a~LOW_SURVEY~2', 'c2', 'OPENED'], ['a~LOW_SURVEY~3', null, 'OPENED'], ['a~LOW_SURVEY~1', 'c1', 'RESOLVED'],
    ])
    expect(own[1]!.drivers).toHaveLength(1)
    expect(own[1]!.drivers[0]!.eventIds).toEqual(['s2'])
    expect(own[1]!.comparedWith).toBe(start + 1)
  })

  it('has no more of them open than somebody could work through; one that ends makes room', () => {
    const t = createTimeline()
    for (let i = 0; i < mostOpen + 5; i++) t.survey(csat(`s${i}`, i, 1, `c${i}`))
    t.survey(csat('good', mostOpen + 5, 5, 'c0'))
    t.survey(csat('more', mostOpen + 6, 1, 'another'))
    const own = score(t.entries).alerts.filter((a) => a.kind === 'LOW_SURVEY' && (a.status === 'OPENED' || a.status === 'RESOLVED'))
    expect(own.length).toBe(mostOpen + 2)
    expect(own.slice(-2).map((a) => [a.status, a.contactId])).toEqual([['RESOLVED', 'c0'], ['OPENED', 'another']])
  })

  it('is never without an owner', () => {
    const t = createTimeline()
    t.survey(csat('s1', 0, 1))
    expect(score(t.entries).alerts[0]!.owner).toBe('cx-ops')
  })
})
