import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { migrate } from '../../../infra/clickhouse/migrate.ts'
import type { Interaction } from '../../../schemas/types.ts'
import { unique } from '../../helpers/names.ts'
import { interaction } from '../../helpers/outputs.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { clickhouseOf } from '../../helpers/sink.ts'
import { storeRows } from '../../helpers/stored-rows.ts'

const url = inject('parts').clickhouseUrl
const database = unique('surveys')
const db = clickhouseOf(url, database)
let stored: Interaction[] = []

/** One survey event for `segment`; its id is its place in the list. */
function survey(segment: string, metric: 'NPS' | 'CSAT' | 'CES', score: number | null, over: Partial<Interaction> = {}, status: 'SENT' | 'ANSWERED' = 'ANSWERED', surveyId?: string): void {
  const eventId = `e${stored.length}`
  const scale = metric === 'NPS' ? [0, 10] : metric === 'CSAT' ? [1, 5] : [1, 7]
  const answer = { surveyId: surveyId ?? over.eventId ?? eventId, status, pattern: 'TRANSACTION', metric, score, scaleMin: scale[0]!, scaleMax: scale[1]!, higherIsBetter: metric !== 'CES' } as const
  stored.push(interaction({ eventId, kind: 'SURVEY', segment, touchPoint: null, text: null, survey: answer, logOffset: stored.length, ...over }))
}
const times = (n: number, act: (i: number) => void) => Array.from({ length: n }, (_, i) => act(i))
const noon = Date.UTC(2026, 9, 1, 12)
const day = 86_400_000
const october = 'from_day = \'2026-10-01\', to_day = \'2026-10-31\''

beforeAll(async () => {
  await migrate({ url, username: 'default', password: '', database, log: keptLog() })
  for (const [segment, promoters, passives, detractors] of [['fifty', 50, 33, 17], ['ten', 6, 2, 2], ['one', 1, 0, 0]] as const) {
    times(promoters, () => survey(segment, 'NPS', 9))
    times(passives, () => survey(segment, 'NPS', 7))
    times(detractors, () => survey(segment, 'NPS', 6))
  }
  times(8, (i) => survey('csat', 'CSAT', i < 6 ? 4 : 3))
  for (const effort of [1, 2, 2, 3, 4, 7]) survey('ces', 'CES', effort)
  for (const effort of [2, 3, 5, 6]) survey('few', 'CES', effort)
  times(4, (i) => survey('asked', 'NPS', null, { eventId: `asked${i}` }, 'SENT'))
  survey('asked', 'NPS', 10, { survey: { ...stored.at(-1)!.survey!, status: 'ANSWERED', score: 10 } })
  const wrong = stored.at(-1)!
  survey('asked', 'NPS', 3, { corrects: wrong.eventId, survey: { ...wrong.survey!, score: 3 } })
  survey('asked', 'NPS', 8, { corrects: wrong.eventId, survey: { ...wrong.survey!, score: 8 } })
  survey('asked', 'NPS', 2, { survey: { ...wrong.survey!, surveyId: 'study', pattern: 'STUDY', score: 2 } })
  survey('both', 'NPS', null, { contactId: 'p', occurredAt: noon }, 'SENT', 'both')
  survey('both', 'CSAT', null, { contactId: 'p', occurredAt: noon + 60_000 }, 'SENT', 'both')
  survey('both', 'NPS', 9, { contactId: 'p' }, 'ANSWERED', 'both')
  survey('both', 'CSAT', null, { contactId: 'p', occurredAt: noon + 3 * day }, 'SENT', 'later')
  await storeRows(db, 'interactions', stored)
}, 60_000)
afterAll(async () => {
  await db.command({ query: `DROP DATABASE IF EXISTS ${database}` })
  await db.close()
})

describe('NPS, CSAT and CES', () => {
  it('have the intervals of the definitions\' test vectors', async () => {
    const rows = await db.rows<Record<string, number>>(`SELECT n, round(nps, 1) AS nps, round(centre, 1) AS centre, round(low, 1) AS low, round(high, 1) AS high
      FROM nps(dimension = 'segment', ${october}) WHERE \`group\` IN ('fifty', 'ten', 'one') ORDER BY n DESC`)
    expect(rows.map((row) => Object.values(row).map(Number))).toEqual([[100, 33, 32, 17.6, 46.5], [10, 40, 30.8, -12.6, 74.1], [1, 100, 25, -48.5, 98.5]])
    const [csat] = await db.rows(`SELECT satisfied, csat_percent, round(low, 1) AS low, round(high, 1) AS high FROM csat(dimension = 'segment', ${october})`)
    expect(csat).toEqual({ satisfied: 6, csat_percent: 75, low: 40.9, high: 92.9 })
    const [ces] = await db.rows(`SELECT n, round(mean_ease, 2) AS mean, round(low, 2) AS low, round(high, 2) AS high, round(top_box_percent, 1) AS top FROM ces(dimension = 'segment', ${october}) WHERE \`group\` = 'ces'`)
    expect(ces).toEqual({ n: 6, mean: 63.89, low: 26.51, high: 100, top: 50 })
  })

  it('give a mean of fewer than five answers without an interval', async () => {
    for (const view of [`ces(dimension = 'segment', ${october})`, 'ces_by_month']) {
      expect(await db.rows(`SELECT DISTINCT n, mean_ease AS mean, low, high FROM ${view} WHERE \`group\` = 'few'`)).toEqual([{ n: 4, mean: 50, low: null, high: null }])
    }
  })

  it('count a corrected answer once, as it was corrected last, and keep patterns apart; the response rate is that of the surveys sent', async () => {
    const rows = await db.rows(`SELECT pattern, n, promoters, passives, detractors, invitations, response_rate_percent AS rate FROM nps(dimension = 'segment', ${october}) WHERE \`group\` = 'asked' ORDER BY pattern`)
    expect(rows).toEqual([
      { pattern: 'STUDY', n: 1, promoters: 0, passives: 0, detractors: 1, invitations: 0, rate: null },
      { pattern: 'TRANSACTION', n: 1, promoters: 0, passives: 1, detractors: 0, invitations: 4, rate: 25 },
    ])
  })

  it('are the same by month, in every dimension, whose groups add up to all', async () => {
    const rows = await db.rows<{ dimension: string; n: number }>('SELECT dimension, toUInt32(sum(n)) AS n FROM nps_by_month WHERE month = \'2026-10-01\' GROUP BY dimension ORDER BY dimension')
    expect(rows).toEqual(['all', 'channel', 'location', 'region', 'segment', 'stage', 'touch_point', 'vertical'].map((dimension) => ({ dimension, n: 114 })))
    const same = await db.rows(`SELECT m.n = p.n AND m.low IS NOT DISTINCT FROM p.low AND m.high IS NOT DISTINCT FROM p.high AS same FROM ces_by_month AS m JOIN ces(dimension = 'segment', ${october}) AS p ON m.\`group\` = p.\`group\` WHERE m.dimension = 'segment'`)
    expect(same).toEqual([{ same: 1 }, { same: 1 }])
    expect(await db.rows('SELECT count() AS n FROM csat_by_month WHERE dimension = \'region\'')).toEqual([{ n: 1 }])
  })

  it('refuse a dimension that there is none of', async () => {
    for (const view of ['nps', 'csat', 'ces']) await expect(db.rows(`SELECT * FROM ${view}(dimension = 'segmnt', ${october})`)).rejects.toThrow('dimension is one of all, touch_point, stage, channel, location, segment, vertical, region')
  })

  it('do not change when a batch is stored again', async () => {
    const read = () => db.rows('SELECT * FROM nps_by_month ORDER BY ALL')
    const before = await read()
    await storeRows(db, 'interactions', stored)
    expect(await read()).toEqual(before)
    expect(await db.rows('SELECT count() AS n FROM survey_events')).toEqual([{ n: stored.length }])
  })
})

describe('a survey that asks for two metrics', () => {
  it('is two invitations, of which one was answered', async () => {
    expect(await db.rows('SELECT survey_metric AS metric, is_answered AS answered FROM survey_invitations WHERE survey_id = \'both\' ORDER BY metric')).toEqual([{ metric: 'CSAT', answered: false }, { metric: 'NPS', answered: true }])
  })

  it('is one survey for the person who got it', async () => {
    expect(await db.rows('SELECT invitations, over_limit, too_soon, contacts FROM survey_fatigue(max_surveys = 2, per_seconds = 2592000, min_gap_days = 7) WHERE segment = \'both\'')).toEqual([{ invitations: 2, over_limit: 0, too_soon: 1, contacts: 1 }])
  })
})

it('a touch point without an observation has a mean of null', async () => {
  await storeRows(db, 'interactions', [interaction({ touchPoint: 'portal.visit', driver: null, value: null, weight: null })], stored.length)
  expect(await db.rows(`SELECT touch_point, contacts, mean_value IS NULL AS without FROM touch_point_corridor(${october})`)).toEqual([{ touch_point: 'portal.visit', contacts: 1, without: 1 }])
})

it('goals and the corridor answer the same whatever the client sets', async () => {
  await db.command({ query: 'INSERT INTO goals (metric, segment, region, target) VALUES (\'NPS\', \'\', \'\', 40), (\'NPS\', \'nobody\', \'\', 10)', clickhouse_settings: { async_insert: 0 } })
  const others = { join_use_nulls: 1, aggregate_functions_null_for_empty: 1, prefer_column_name_to_alias: 1 } as const
  for (const view of ['goals_against_actuals', `touch_point_corridor(${october})`]) {
    const rows = await db.rows(`SELECT * FROM ${view} ORDER BY ALL`)
    expect(rows).not.toEqual([])
    const asked = await db.query({ query: `SELECT * FROM ${view} ORDER BY ALL`, format: 'JSONEachRow', clickhouse_settings: others })
    expect(await asked.json(), view).toEqual(rows)
  }
})
