import { describe, expect, it } from 'vitest'
import type { Told } from '../../../core/alerting/pushes.ts'
import { reasonInWords } from '../../../core/alerting/reasons.ts'
import { createTimeline, day, score, settingsOf, shippedModel, start, survey, touchPoint, upserted } from '../../helpers/timeline.ts'

const reason = (driver: string, change: number, notes: (string | null)[], more: Partial<Told> = {}) =>
  reasonInWords({ driver, change, notes, earlier: false, atLeast: false, ...more })

describe('the sentence of an alert', () => {
  it('names each driver by what happened', () => {
    expect(reason('delivery', -11.2, ['FAILED', 'FAILED', 'SUCCEEDED'])).toBe('three deliveries, two failed (−11)')
    expect(reason('survey.nps', -7, ['NPS 4'])).toBe('an NPS of 4 (−7)')
    expect(reason('survey.csat', -7, ['CSAT 1', 'CSAT 2', 'CSAT 1'])).toBe('three CSAT answers (−7)')
    expect(reason('delivery', -3, ['CSAT 1'])).toBe('a CSAT of 1 on delivery (−3)')
    expect(reason('support.call', -0.44, [])).toBe('support calls fading (−0.4)')
    expect(reason('support.call', 9, ['SUCCEEDED'])).toBe('a good support call (+9)')
    expect(reason('support.call', -2, ['ESCALATED'])).toBe('an escalated support call (−2)')
    expect(reason('store.visit', -2, [null])).toBe('a store visit (−2)')
    expect(reason('survey.nps', -2, [])).toBe('NPS answers fading (−2)')
    expect(reason('prior', -40, [])).toBe('a changed baseline (−40)')
    expect(reason('delivery', -40, Array.from({ length: 12 }, () => 'FAILED'))).toBe('12 failed deliveries (−40)')
  })

  it('counts what several events did as what they are, and puts nothing down to one of them', () => {
    expect(reason('support.call', -26, [null, 'COMPLAINED'])).toBe('two support calls, one complained-of (−26)')
    expect(reason('support.call', -31, ['FAILED', 'CSAT 1'])).toBe('a failed support call and a CSAT of 1 (−31)')
    expect(reason('support.call', -31, ['FAILED', null, 'CSAT 1', 'CSAT 2'])).toBe('two support calls, one failed, and two CSAT answers (−31)')
    expect(reason('support.call', -20, ['ESCALATED', 'FAILED', 'FAILED', 'COMPLAINED'])).toBe('four support calls, two failed and one escalated (−20)')
    expect(reason('support.call', -9, ['FAILED', 'ESCALATED'])).toBe('two support calls, one failed and one escalated (−9)')
    expect(reason('support.call', -9, [null, null])).toBe('two support calls (−9)')
    expect(reason('delivery', -7, ['CSAT 1', 'NPS 0'])).toBe('two survey answers on delivery (−7)')
    expect(reason('delivery', -7, ['CSAT'])).toBe('a CSAT answer on delivery (−7)')
    expect(reason('survey.nps', -7, ['NPS'])).toBe('an NPS answer (−7)')
    expect(reason('survey.nps', -7, ['NPS 2', null])).toBe('two NPS answers (−7)')
    expect(reason('support.call', -7, ['SUCCEEDED']), 'a call that succeeded and was bad all the same').toBe('a support call (−7)')
    expect(reason('support.call', -7, ['CORRECTION'])).toBe('a correction (−7)')
    expect(reason('support.call', -7, ['FAILED', 'CORRECTION'])).toBe('a failed support call and a correction (−7)')
    expect(reason('support.call', -2, [], { earlier: true })).toBe('earlier support calls (−2)')
    expect(reason('support.call', -40, Array.from({ length: 20 }, () => 'FAILED'), { atLeast: true })).toBe('at least 20 failed support calls (−40)')
    expect(reason('support.call', -4, ['FAILED'], { atLeast: true })).toBe('at least one failed support call (−4)')
  })

  it('names only events that pushed the way that the score went', () => {
    const file = shippedModel()
    const patient = settingsOf({ ...file, alerts: { ...file.alerts, scoreBelow: { ...file.alerts.scoreBelow, dwell: 'PT1M' } } })
    /** What the alert says that opens a minute after what was told. */
    const because = (tell: (t: ReturnType<typeof createTimeline>) => void) => {
      const t = createTimeline(patient)
      tell(t)
      t.touchPoint(touchPoint('clock', start + day + 120_000, { accountId: 'other' }))
      return score(t.entries).alerts.find(({ kind }) => kind === 'SCORE_BELOW')!.summary.split(': ')[1]
    }
    const call = (id: string, at: number, more = {}) => touchPoint(id, start + at, more)
    expect(because((t) => {
      t.touchPoint(call('slow', 0, { measures: { waitSeconds: 800 } }))
      t.touchPoint(call('fine', 1, { outcome: 'SUCCEEDED' }))
      t.touchPoint(call('quick', 2, { measures: { waitSeconds: 5 } }))
      t.touchPoint(call('angry', 3, { outcome: 'COMPLAINED' }))
      t.survey(survey('rated', start + 4, { touchPoint: 'support.call', score: 1 }))
      t.survey(survey('liked', start + 5, { touchPoint: 'support.call', score: 5, contactId: 'other' }))
      t.touchPoint(call('angrier', 6, { outcome: 'COMPLAINED' }))
    })).toBe('three support calls, two complained-of, and a CSAT of 1 (−22).')
    expect(because((t) => {
      t.touchPoint(call('wrong', 0, { touchPoint: 'delivery', outcome: 'SUCCEEDED' }))
      t.touchPoint(call('right', 1, { touchPoint: 'delivery', outcome: 'FAILED', corrects: 'wrong' }))
      t.touchPoint(call('bad', 2, { touchPoint: 'delivery', outcome: 'FAILED' }))
    }), 'what was corrected is counted once, as what it is now').toBe('two failed deliveries (−33).')
    expect(because((t) => {
      t.touchPoint(call('good', 0, { touchPoint: 'delivery', outcome: 'PRAISED' }))
      t.touchPoint(call('bad', day, { touchPoint: 'store.visit', outcome: 'FAILED' }))
      t.touchPoint(call('moved', day + 1, { touchPoint: 'store.visit', outcome: 'FAILED', corrects: 'good' }))
    }), 'what a correction took away').toBe('two failed store visits (−27) and a correction (−13).')
  })

  it('says what happened, by how much, and why', () => {
    const t = createTimeline()
    t.crm(upserted('c1', start, { name: 'Acme' }))
    for (let i = 0; i < 3; i++) t.touchPoint(touchPoint(`good${i}`, start + i, { touchPoint: 'delivery', outcome: 'SUCCEEDED' }))
    t.touchPoint(touchPoint('bad1', start + 3 * day, { touchPoint: 'delivery', outcome: 'FAILED' }))
    t.touchPoint(touchPoint('bad2', start + 3 * day, { touchPoint: 'delivery', outcome: 'FAILED' }))
    t.survey(survey('nps', start + 3 * day + 1, { metric: 'NPS', scaleMin: 0, scaleMax: 10, score: 4 }))
    t.survey(survey('csat', start + 3 * day + 2, { score: 5 }))
    t.touchPoint(touchPoint('praise', start + 4 * day, { outcome: 'PRAISED' }))
    t.touchPoint(touchPoint('praise2', start + 4 * day, { outcome: 'PRAISED' }))
    expect(score(t.entries).alerts.map((a) => `${a.kind} ${a.status} ${a.summary}`)).toMatchInlineSnapshot(`
      [
        "SCORE_BELOW OPENED Down 30 points in 2 days to 50.2, below 53: two failed deliveries (−19) and an NPS of 4 (−11).",
        "LOW_SURVEY OPENED A survey was answered far below expectation, the score is 50.2: an NPS of 4 (−11).",
        "LOW_SURVEY RESOLVED The same contact answered well, the score is 57.2.",
        "SCORE_BELOW RESOLVED Recovered to 62.6 after a good contact.",
      ]
    `)
  })
})
