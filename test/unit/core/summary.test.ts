import { describe, expect, it } from 'vitest'
import { reasonInWords } from '../../../core/alerting/words.ts'
import { createTimeline, day, score, start, survey, touchPoint, upserted } from '../../helpers/timeline.ts'

const reason = (driver: string, change: number, notes: (string | null)[]) => reasonInWords({ driver, change, contribution: 0, eventIds: notes.map(String), notes })

describe('the sentence of an alert', () => {
  it('names each driver by what happened', () => {
    expect(reason('delivery', -11.2, ['FAILED', 'FAILED', 'SUCCEEDED'])).toBe('two failed deliveries (−11)')
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
