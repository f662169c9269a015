import { describe, expect, it } from 'vitest'
import { permission } from '../../../core/surveys/permission.ts'
import type { Interaction } from '../../../schemas/types.ts'
import { createDatabase } from '../../../services/api/clickhouse.ts'
import { createInsightQueries } from '../../../services/api/insight-queries.ts'
import { createQueries } from '../../../services/api/queries.ts'
import { dayMs, dayZero, randomExperience } from '../../helpers/experience-data.ts'
import { experienceStore, grouped } from '../../helpers/experience-store.ts'
import { interaction } from '../../helpers/outputs.ts'
import { standingContacts } from '../../helpers/standing.ts'

const random = randomExperience(45, 36)
const noon = dayZero + dayMs / 2
const rules = { maxSurveys: 2, perMs: 30 * dayMs, minGapMs: 7 * dayMs }

const survey = (eventId: string, surveyId: string, status: 'SENT' | 'ANSWERED' | 'EXPIRED', over: Partial<Interaction> = {}) => interaction({
  eventId, accountId: 'corrected', contactId: 'corrected', kind: 'SURVEY', segment: 'corrected', occurredAt: noon, touchPoint: null, text: null, driver: null, value: null, weight: null, ...over,
  survey: { surveyId, status, pattern: 'TRANSACTION', metric: 'NPS', score: status === 'ANSWERED' ? 9 : null, scaleMin: 0, scaleMax: 10, higherIsBetter: true },
})
/** What was sent under a wrong number, and an answer that was none. */
const corrected = [
  survey('s4', 'four', 'SENT'), survey('s4c', 'fourteen', 'SENT', { corrects: 's4', occurredAt: noon + 1 }), survey('s6', 'six', 'SENT', { occurredAt: noon + 2 }),
  survey('a6', 'six', 'ANSWERED', { occurredAt: noon + 3 }), survey('a6c', 'six', 'EXPIRED', { corrects: 'a6', occurredAt: noon + 4 }), survey('a8', 'eight', 'ANSWERED', { occurredAt: noon + 5 }),
  survey('a8c', 'eight', 'EXPIRED', { corrects: 'a8', occurredAt: noon + 6 }),
]
/** Exactly as long after those before as the rules say, and a millisecond less. */
const times = { exactly: [0, rules.minGapMs, rules.perMs, rules.perMs + rules.minGapMs], 'a millisecond less': [0, rules.minGapMs - 1, rules.perMs - 1], 'at one time': [0, 0, 0] }
const timed = Object.entries(times).flatMap(([who, sent]) => sent.map((after, i) => survey(`${who}${i}`, `${who}${i}`, 'SENT', { accountId: who, contactId: who, segment: who, occurredAt: noon + 1 + after })))

const data = { ...random, contacts: [...random.contacts, ...corrected, ...timed].map((each, logOffset) => ({ ...each, logOffset })) }
const db = experienceStore(data)
const database = createDatabase(db)
const standing = standingContacts(data.contacts)
const byTime = (one: Interaction, other: Interaction) => one.occurredAt - other.occurredAt
const byKey = (one: { key: string }, other: { key: string }) => (one.key < other.key ? -1 : 1)

const surveys = standing.filter((each) => each.survey !== null).sort(byTime)
/** The first sending of each question. */
const questions = [...grouped(surveys.filter((each) => each.survey!.status === 'SENT'), (each) => `${each.accountId}/${each.survey!.surveyId}/${each.survey!.metric}`)].map(([key, [sent]]) => ({
  key, sent: sent!, answered: surveys.some((each) => each.survey!.status === 'ANSWERED' && key === `${each.accountId}/${each.survey!.surveyId}/${each.survey!.metric}`),
})).sort(byKey)

describe('surveys as corrections leave them, against an independent computation on random rows', () => {
  it('invitations: what was replaced was not sent, and an answer that was replaced is none', async () => {
    const without = data.contacts.filter((each) => each.survey?.status === 'SENT' && !standing.includes(each))
    expect([without.length > 10, questions.some(({ answered }) => answered)], 'some were replaced, some answered').toEqual([true, true])
    expect(questions.filter(({ sent }) => sent.accountId === 'corrected').map(({ key, answered }) => [key, answered])).toEqual([['corrected/fourteen/NPS', false], ['corrected/six/NPS', false]])
    expect(await db.rows('SELECT concat(account_id, \'/\', survey_id, \'/\', survey_metric) AS key, is_answered AS answered, toFloat64(toUnixTimestamp64Milli(occurred_at)) AS at FROM survey_invitations ORDER BY key'))
      .toEqual(questions.map(({ key, answered, sent }) => ({ key, answered, at: sent.occurredAt })))
  })

  it('response rates of the api', async () => {
    const latest = Math.max(...surveys.filter((each) => each.survey!.status === 'SENT').map((each) => each.occurredAt))
    const expected = [...grouped(questions.filter(({ sent }) => sent.occurredAt >= latest - 90 * dayMs), ({ sent }) => sent.segment ?? '')]
      .map(([key, group]) => ({ key, sent: group.length, answered: group.filter(({ answered }) => answered).length })).sort(byKey)
    const { items } = await createInsightQueries(database).responseRates('segment', 90) as { items: { group: string | null; sent: number; answered: number }[] }
    expect(items.map(({ group, sent, answered }) => ({ key: group ?? '', sent, answered })).sort(byKey)).toEqual(expected)
  })

  it('fatigue: over the limit and too soon as the permission decides, to the millisecond', async () => {
    const sent = [...grouped(surveys.filter((each) => each.survey!.status === 'SENT'), (each) => `${each.contactId}/${each.survey!.surveyId}`).values()].map(([first]) => first!)
    const people = [...grouped(sent, (each) => each.contactId!).values()]
    /** Whether those sent before allow each, by one of the two rules alone. */
    const refused = (own: Partial<typeof rules>) => people.flatMap((list) => list.filter((each, i) =>
      !permission(list.slice(0, i).map(({ occurredAt }) => occurredAt), { ...rules, ...own }, each.occurredAt).allowed))
    const [overLimit, tooSoon] = [refused({ minGapMs: 0 }), refused({ maxSurveys: Infinity })]
    const expected = [...grouped(sent, (each) => each.segment ?? '')].map(([key, group]) => ({ key, sent: group.length, over: group.filter((each) => overLimit.includes(each)).length, soon: group.filter((each) => tooSoon.includes(each)).length })).sort(byKey)
    expect(expected).toEqual(expect.arrayContaining([
      { key: 'exactly', sent: 4, over: 0, soon: 0 }, { key: 'a millisecond less', sent: 3, over: 1, soon: 1 }, { key: 'at one time', sent: 3, over: 1, soon: 2 }, { key: 'corrected', sent: 2, over: 0, soon: 1 },
    ]))
    expect(await db.rows(`SELECT ifNull(segment, '') AS key, toUInt32(sum(invitations)) AS sent, toUInt32(sum(over_limit)) AS over, toUInt32(sum(too_soon)) AS soon
      FROM survey_fatigue(max_surveys = 2, per_seconds = 2592000, min_gap_days = 7) GROUP BY key ORDER BY key`)).toEqual(expected)
  })

  it('when a survey reached a person, for the permission: what was replaced has not', async () => {
    const { surveysOf } = createQueries(database)
    expect((await surveysOf('corrected', dayZero)).sort()).toEqual([noon + 1, noon + 2])
    const some = 'a7-p1'
    const reached = grouped(surveys.filter((each) => each.contactId === some && each.survey!.status !== 'EXPIRED'), (each) => each.survey!.surveyId)
    expect((await surveysOf(some, dayZero)).sort()).toEqual([...reached.values()].map(([first]) => first!.occurredAt).sort())
  })
})
