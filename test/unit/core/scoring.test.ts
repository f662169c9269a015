import { describe, expect, it } from 'vitest'
import { compile } from '../../../core/model/model.ts'
import { measureValue, onCurve, surveyObservation, touchPointObservation } from '../../../core/scoring/observation.ts'
import { closed, createTimeline, day, score, settingsOf, shippedModel, start, survey, touchPoint, upserted } from '../../helpers/timeline.ts'

const model = compile(shippedModel())
const nps = (value: number) => surveyObservation(survey('s', 0, { metric: 'NPS', scaleMin: 0, scaleMax: 10, score: value }), null, model)!.value

describe('from event to observation', () => {
  it('follows the NPS curve: a 6 is a detractor', () => {
    expect([0, 6, 7, 8, 9, 10].map(nps)).toEqual([0, 35, 55, 65, 90, 100])
    expect(onCurve([[0, 0], [1, 100]], 2)).toBe(100)
  })

  it('turns a scale around where higher is worse', () => {
    const e = survey('s', 0, { metric: 'CES', scaleMin: 1, scaleMax: 7, score: 7, higherIsBetter: false })
    expect(surveyObservation(e, null, model)).toEqual({ driver: 'survey.ces', value: 0, weight: 2 })
  })

  it('weighs by metric and pattern, and takes the named touch point as driver', () => {
    const e = survey('s', 0, { pattern: 'RELATIONSHIP', score: 5, touchPoint: 'delivery' })
    expect(surveyObservation(e, null, model)).toEqual({ driver: 'delivery', value: 100, weight: 3 })
  })

  it('mixes a comment in by its share, and takes the comment alone where there is no score', () => {
    expect(surveyObservation(survey('s', 0, { score: 5 }), -1, model)!.value).toBeCloseTo(80, 12)
    expect(surveyObservation(survey('s', 0, { comment: 'x' }), 0.5, model)!.value).toBe(75)
    expect(surveyObservation(survey('s', 0, { comment: 'x' }), null, model)).toBeNull()
  })

  it('scores a measure against the promise made to this customer', () => {
    const delivery = { best: -5, expected: 0, worst: 10 }
    expect([-5, 0, 5, 10, 20].map((x) => measureValue(delivery, x, 0))).toEqual([100, 75, 37.5, 0, 0])
    expect(measureValue(delivery, 2, 2)).toBe(75)
    expect(measureValue({ best: 1, expected: 0.999, worst: 0.95 }, 0.95, 0)).toBe(0)
  })

  it('averages outcome, measure and text; nothing known is a contact and no observation', () => {
    const e = touchPoint('t', 0, { touchPoint: 'delivery', outcome: 'SUCCEEDED', measures: { delayDays: 0 } })
    expect(touchPointObservation(e, 0, model)).toEqual({ driver: 'delivery', value: (85 + 75 + 50) / 3, weight: 1.5 })
    expect(touchPointObservation(touchPoint('t', 0), null, model)).toBeNull()
    expect(touchPointObservation(touchPoint('t', 0, { outcome: 'UNKNOWN' }), null, model)).toBeNull()
  })

  it('weighs indirect contacts by reach, up to the maximum', () => {
    const weight = (reach: number | null) => touchPointObservation(touchPoint('t', 0, { touchPoint: 'mention', directness: 'INDIRECT', reach, outcome: 'FAILED' }), null, model)!.weight
    expect([null, 9, 1e9].map(weight)).toEqual([0.5, 1, 2])
  })
})

describe('the score', () => {
  it('is that of the worked example', () => {
    const t = createTimeline()
    t.touchPoint(touchPoint('e1', start, { outcome: 'FAILED' }))
    t.touchPoint(touchPoint('e2', start + 30 * day, { outcome: 'SUCCEEDED' }))
    const { scores } = score(t.entries)
    const [first, last] = [scores[0]!, scores[scores.length - 1]!]
    expect(first.score).toBeCloseTo(42.5, 9)
    expect(first.drivers['support.call']).toBeCloseTo(-27.5, 9)
    expect(last.evidence).toBeCloseTo(3, 9)
    expect(last.score).toBeCloseTo(65, 9)
    expect(last.drivers['support.call']).toBeCloseTo(-5, 9)
    expect(last.cause).toBe('EVENT')
  })

  it('publishes a close a day in the first hour of the next, and trends against the closes', () => {
    const t = createTimeline()
    t.touchPoint(touchPoint('e1', start, { outcome: 'FAILED' }))
    t.touchPoint(touchPoint('e2', start + 30 * day, { outcome: 'SUCCEEDED' }))
    const r = score(t.entries)
    const closes = r.scores.filter((s) => s.cause === 'DECAY')
    expect(closes).toHaveLength(29)
    expect(closes.every((s, i) => s.at >= start + (i + 1) * day && s.at < start + (i + 1) * day + 3_600_000)).toBe(true)
    const dayZero = (2 * 70 + 30 * 2 ** (-(day - 1) / (30 * day))) / (2 + 2 * 2 ** (-(day - 1) / (30 * day)))
    expect(r.last().trend30d).toBeCloseTo(65 - dayZero, 9)
    expect(r.last().engagement30d).toBeCloseTo(3 / (2 * 2 ** (-(day - 1) / (30 * day))), 9)
  })

  it('keeps a close frozen when a late observation comes', () => {
    const t = createTimeline()
    t.touchPoint(touchPoint('e1', start, { outcome: 'SUCCEEDED' }))
    t.touchPoint(touchPoint('e2', start + 2 * day, { outcome: 'SUCCEEDED' }))
    const before = score(t.entries).account().closes.map((c) => c.value)
    t.touchPoint(touchPoint('late', start + day, { outcome: 'COMPLAINED' }))
    expect(score(t.entries).account().closes.map((c) => c.value)).toEqual(before)
  })

  it('stops publishing an account whose evidence has faded, and begins again with the next observation', () => {
    const t = createTimeline()
    t.touchPoint(touchPoint('e1', start, { outcome: 'SUCCEEDED' }))
    t.touchPoint(touchPoint('far', start + 400 * day, { accountId: 'b', outcome: 'SUCCEEDED' }))
    const faded = score(t.entries).scores.filter((s) => s.accountId === 'a' && s.cause === 'DECAY')
    expect(faded.length).toBe(Math.floor(30 * Math.log2(2 / 0.01)))
    expect(faded.every((s) => s.evidence >= 0.0099)).toBe(true)
    t.touchPoint(touchPoint('e2', start + 400 * day, { outcome: 'SUCCEEDED' }))
    t.touchPoint(touchPoint('far2', start + 403 * day, { accountId: 'b', outcome: 'SUCCEEDED' }))
    const again = score(t.entries).scores.filter((s) => s.accountId === 'a' && s.at > start + 400 * day && s.cause === 'DECAY')
    expect(again).toHaveLength(2)
  })
})

describe('identity', () => {
  it('applies an event id once: a repeat changes nothing', () => {
    const t = createTimeline()
    t.touchPoint(touchPoint('e1', start, { outcome: 'FAILED' }))
    t.touchPoint(touchPoint('e1', start + 1, { outcome: 'FAILED' }))
    const r = score(t.entries)
    expect(r.counts.duplicates).toBe(1)
    expect(r.interactions).toHaveLength(1)
    expect(r.account().contacts).toBe(1)
  })

  it('forgets an id after the window, and after so many others', () => {
    const t = createTimeline()
    t.touchPoint(touchPoint('e1', start, { outcome: 'FAILED' }))
    t.touchPoint(touchPoint('e2', start + 8 * day, { outcome: 'FAILED' }))
    t.touchPoint(touchPoint('e1', start + 8 * day, { outcome: 'FAILED' }))
    expect(score(t.entries).counts.duplicates).toBe(0)
    const few = { ...shippedModel(), score: { ...shippedModel().score, dedup: { window: 'P7D', ids: 2 } } }
    const u = createTimeline(settingsOf(few))
    for (const id of ['e1', 'e2', 'e1', 'e3', 'e1']) u.touchPoint(touchPoint(id, start, { outcome: 'FAILED' }))
    expect(score(u.entries).counts.duplicates).toBe(1)
  })

  it('skips what a writer wrote again', () => {
    const t = createTimeline()
    t.touchPoint(touchPoint('e1', start, { outcome: 'FAILED' }))
    t.entries.push({ ...t.entries[1]!, offset: 2 })
    const r = score(t.entries)
    expect(r.counts).toMatchObject({ repeats: 1, duplicates: 0 })
    expect(r.scores).toHaveLength(1)
  })

  it('replaces by a correction, and the latest correction wins', () => {
    const t = createTimeline()
    t.touchPoint(touchPoint('e1', start, { outcome: 'FAILED' }))
    t.touchPoint(touchPoint('e2', start + day, { outcome: 'SUCCEEDED', corrects: 'e1' }))
    expect(score(t.entries).last()).toMatchObject({ cause: 'CORRECTION', observations: 1, contacts: 2 })
    expect(score(t.entries).last().score).toBeCloseTo(77.5, 9)
    t.touchPoint(touchPoint('e3', start + day, { outcome: 'COMPLAINED', corrects: 'e1' }))
    expect(score(t.entries).last()).toMatchObject({ observations: 1, contacts: 3 })
    expect(score(t.entries).last().score).toBeCloseTo((140 + 20) / 4, 9)
  })

  it('supersedes an original that comes after its correction', () => {
    const t = createTimeline()
    t.touchPoint(touchPoint('e2', start, { outcome: 'SUCCEEDED', corrects: 'e1' }))
    t.touchPoint(touchPoint('e1', start + 1, { outcome: 'FAILED' }))
    const r = score(t.entries)
    expect(r.counts.superseded).toBe(1)
    expect(r.last()).toMatchObject({ cause: 'EVENT', observations: 1, contacts: 1 })
  })
})

describe('accounts', () => {
  it('have a bounded number of drivers: what would be one more is a failed event and changes nothing', () => {
    const t = createTimeline()
    for (let i = 0; i <= 501; i++) t.touchPoint(touchPoint(`e${i}`, start + i, { touchPoint: `order.${i % 501}`, outcome: 'SUCCEEDED' }))
    const r = score(t.entries)
    expect(r.failures.map(({ failure, entry }) => [failure.code, entry.offset])).toEqual([['touch-point.too-many', 501]])
    expect(r.account().drivers).toHaveLength(500)
    expect(r.account().contacts).toBe(501)
  })

  it('take a sent survey as an interaction and not as a contact', () => {
    const t = createTimeline()
    t.survey(survey('s1', start, { status: 'SENT' }))
    const r = score(t.entries)
    expect(r.interactions[0]).toMatchObject({ survey: { status: 'SENT' }, driver: null })
    expect(r.last()).toMatchObject({ contacts: 0, cause: 'DECAY', band: 'UNKNOWN' })
  })

  it('take the CRM record with the latest occurredAt; null clears', () => {
    const t = createTimeline()
    t.crm(upserted('c2', start + day, { owner: null, annualRevenue: 5 }))
    t.crm(upserted('c1', start, { owner: 'ann', annualRevenue: 1 }))
    expect(score(t.entries).last()).toMatchObject({ annualRevenue: 5, owner: null })
  })

  it('lie in a quadrant by band and revenue of their segment', () => {
    const t = createTimeline()
    t.crm(upserted('c1', start, { segment: 'smb', annualRevenue: 20_000 }))
    t.touchPoint(touchPoint('e1', start, { outcome: 'COMPLAINED' }))
    expect(score(t.entries).last()).toMatchObject({ band: 'AT_RISK', quadrant: 'AT_RISK', openAlerts: ['SCORE_BELOW'] })
    t.crm(closed('c2', start + 1))
    expect(score(t.entries).last()).toMatchObject({ openAlerts: [], cause: 'CRM' })
  })
})

describe('an account that CRM closes', () => {
  it('says so in its scores until it is upserted again', () => {
    const t = createTimeline()
    t.touchPoint(touchPoint('e1', start, { outcome: 'SUCCEEDED' }))
    t.crm(closed('c1', start + 1000))
    t.touchPoint(touchPoint('e2', start + 2000, { outcome: 'SUCCEEDED' }))
    t.crm(upserted('c2', start + 3000))
    expect(score(t.entries).scores.map((each) => each.isClosed)).toEqual([false, true, true, false])
  })
})

it('a score has the name that CRM gave the account, whether it ever had an alert or not', () => {
  const t = createTimeline()
  t.touchPoint(touchPoint('e1', start, { outcome: 'SUCCEEDED' }))
  t.crm(upserted('c1', start + 1000, { name: 'Acme Foods' }))
  t.crm(upserted('c2', start + 2000, { name: null }))
  expect(score(t.entries).scores.map(({ accountName }) => accountName)).toEqual([null, 'Acme Foods', null])
})
