import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { setGoals } from '../../../infra/clickhouse/goals.ts'
import { migrate } from '../../../infra/clickhouse/migrate.ts'
import { createDatabase } from '../../../services/api/clickhouse.ts'
import { createInsightQueries, type InsightQueries } from '../../../services/api/insight-queries.ts'
import { createPortfolioQueries, mostAccounts } from '../../../services/api/portfolio-queries.ts'
import { openClickHouse } from '../../../services/shared/clickhouse.ts'
import { unique } from '../../helpers/names.ts'
import { alert, interaction } from '../../helpers/outputs.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { clickhouseOf } from '../../helpers/sink.ts'
import { storeRows } from '../../helpers/stored-rows.ts'

const url = inject('parts').clickhouseUrl
const database = unique('insights')
const noon = Date.UTC(2026, 9, 1, 12)
const day = 86_400_000
const client = openClickHouse({ url, username: 'default', password: '', database, application: 'test', timeoutMs: 10_000 })
let queries: InsightQueries

const answer = (eventId: string, metric: string, score: number, over: object = {}, scale: object = { scaleMin: 0, scaleMax: 10, higherIsBetter: true }) => interaction({
  eventId, kind: 'SURVEY', accountId: 'a', occurredAt: noon, segment: 'smb', ...over,
  survey: { surveyId: eventId, status: 'ANSWERED', pattern: 'TRANSACTION', metric, score, ...scale },
} as never)
const sent = (surveyId: string, over: object = {}) => answer(`sent-${surveyId}`, 'NPS', 0, { occurredAt: noon - day, ...over }, { surveyId, status: 'SENT', score: null, scaleMin: 0, scaleMax: 10, higherIsBetter: true })
const drop = (accountId: string, over: object) => alert({ accountId, alertId: `${accountId}~SCORE_DROP~1`, kind: 'SCORE_DROP', segment: 'smb', openedAt: noon, at: noon, ...over } as never)

beforeAll(async () => {
  await migrate({ url, username: 'default', password: '', database, log: keptLog() })
  const db = clickhouseOf(url, database)
  await storeRows(db, 'interactions', [
    ...[10, 9, 8, 6].map((score, i) => answer(`n${i}`, 'NPS', score)),
    answer('wrong', 'NPS', 0, { segment: 'big' }), answer('right', 'NPS', 10, { segment: 'big', corrects: 'wrong' }), answer('old', 'NPS', 0, { occurredAt: noon - 99 * day }),
    answer('study', 'NPS', 0, {}, { pattern: 'STUDY', scaleMin: 0, scaleMax: 10, higherIsBetter: true }), answer('relation', 'NPS', 9, {}, { pattern: 'RELATIONSHIP', scaleMin: 0, scaleMax: 10, higherIsBetter: true }),
    ...[5, 4, 3].map((score, i) => answer(`c${i}`, 'CSAT', score, {}, { scaleMin: 1, scaleMax: 5, higherIsBetter: true })),
    ...[1, 1, 1, 1, 3].map((score, i) => answer(`e${i}`, 'CES', score, {}, { scaleMin: 1, scaleMax: 5, higherIsBetter: false })),
    sent('n0'), sent('n1'), sent('n1'), sent('ignored'), sent('unanswered', { segment: 'big' }), sent('long ago', { occurredAt: noon - 99 * day }), sent('reminded', { occurredAt: noon - 99 * day }), sent('reminded'),
    sent('n0', { accountId: 'b', segment: 'big' }), answer('asked for more', 'CSAT', 0, { occurredAt: noon - day }, { surveyId: 'n0', status: 'SENT', score: null, scaleMin: 1, scaleMax: 5, higherIsBetter: true }),
    interaction({ accountId: 'a', eventId: 'call', stage: 'SUPPORT' }), interaction({ accountId: 'b', eventId: 'call', stage: 'SUPPORT' }), interaction({ accountId: 'c', eventId: 'gone', stage: 'BUY' }),
  ])
  await storeRows(db, 'alerts', [
    drop('a', { drivers: [{ driver: 'support.call', change: -12, contribution: -12, eventIds: ['call'] }, { driver: 'delivery', change: 3, contribution: 3, eventIds: [] }] }),
    drop('a', { sequence: 2, status: 'UPDATED', drivers: [{ driver: 'support.call', change: -30, contribution: -30, eventIds: ['call'] }] }),
    drop('b', { drivers: [{ driver: 'support.call', change: -8, contribution: -8, eventIds: ['call'] }, { driver: 'survey.nps', change: -4, contribution: -4, eventIds: ['gone'] }] }),
  ])
  queries = createInsightQueries(createDatabase(client))
})
afterAll(() => client.close())

test('surveys by group, patterns apart: what was corrected counts once, what is too old not at all, a scale may run either way', async () => {
  type Item = { group: string; pattern: string; n: number; value: number }
  const brief = async (...question: Parameters<InsightQueries['surveys']>) => ((await queries.surveys(...question)).items as Item[]).map(({ group, pattern, n, value }) => [group, pattern, n, Math.round(value)])
  const study = ['smb', 'STUDY', 1, -100]
  expect(await brief('NPS', 'segment', 90)).toEqual([['smb', 'TRANSACTION', 4, 25], ['big', 'TRANSACTION', 1, 100], ['smb', 'RELATIONSHIP', 1, 100], study])
  expect(await brief('NPS', 'segment', 90, 'STUDY')).toEqual([study])
  expect(await brief('NPS', 'pattern', 90)).toEqual([['TRANSACTION', 'TRANSACTION', 5, 40], ['RELATIONSHIP', 'RELATIONSHIP', 1, 100], ['STUDY', 'STUDY', 1, -100]])
  expect(await brief('CSAT', 'segment', 90)).toEqual([['smb', 'TRANSACTION', 3, 67]])
  expect(await brief('CES', 'segment', 90)).toEqual([['smb', 'TRANSACTION', 5, 90]])
})

test('response rates by group: of the surveys sent in these days, each question counted once however often it was sent, when it was first sent, and answered by its own answers', async () => {
  expect((await queries.responseRates('segment', 90)).items).toMatchObject([{ group: 'smb', sent: 4, answered: 2, value: 50 }, { group: 'big', sent: 2, answered: 0, value: 0 }])
})

test('goals: those of the model hold, set again they change nothing, and each is held against what was reached, answers about the past and the present together', async () => {
  const db = clickhouseOf(url, database)
  const address = { url, username: 'default', password: '', database }
  const goals = [{ metric: 'NPS', segment: 'smb', target: 50 }, { metric: 'CSAT', target: 50 }, { metric: 'NPS', segment: 'nobody', region: 'north', target: 10 }] as const
  await setGoals(address, goals)
  await setGoals(address, goals)
  expect(await db.rows('SELECT toUInt32(count()) AS n FROM goals')).toEqual([{ n: 3 }])
  await setGoals(address, [{ metric: 'CSAT', target: 60 }])
  expect((await queries.goals()).items).toEqual([
    { metric: 'NPS', segment: 'smb', region: null, target: 50, actual: 40, n: 5, gap: -10 }, { metric: 'CSAT', segment: null, region: null, target: 60, actual: expect.closeTo(200 / 3, 9), n: 3, gap: expect.closeTo(20 / 3, 9) },
    { metric: 'NPS', segment: 'nobody', region: 'north', target: 10, actual: null, n: 0, gap: null },
  ])
  await db.close()
})

test('root causes: of the steps that opened, by touch point, stage and segment; another account\'s event of the same id is none of theirs', async () => {
  expect((await queries.rootCauses(90)).items).toEqual([
    { driver: 'support.call', stage: 'SUPPORT', segment: 'smb', drops: 2, accounts: 2, points: 20 },
    { driver: 'survey.nps', stage: null, segment: 'smb', drops: 1, accounts: 1, points: 4 },
  ])
})

test('the portfolio: the first accounts by their id, each with its latest score, however many there are', async () => {
  const insert = (score: number, accounts: number) => client.command({
    query: `INSERT INTO account_scores (account_id, score, evidence, band, drivers, prior, contacts, observations, open_alerts, cause, model_version, log_offset, record_offset)
      SELECT leftPad(toString(number), 6, '0'), ${score}, 8, 'WATCH', map(), 70, 1, 1, [], 'EVENT', 'm1', ${score}, ${score} FROM numbers(${accounts})`,
  })
  await insert(50, mostAccounts + 2)
  await insert(60, 1)
  const accounts = JSON.parse(await createPortfolioQueries(createDatabase(client)).portfolio()) as { accountId: string; score: number }[]
  expect(accounts).toHaveLength(mostAccounts)
  expect([accounts[0], accounts.at(-1)]).toMatchObject([{ accountId: '000000', score: 60 }, { accountId: String(mostAccounts - 1).padStart(6, '0'), score: 50 }])
})

test('an answer that passes through unread is whole or an error', async () => {
  const { json } = createDatabase(client)
  expect(await json('SELECT number AS n FROM numbers(0)', {}).then(JSON.parse)).toEqual([])
  await expect(json('SELECT throwIf(number = 199999) AS n FROM numbers(200000)', {})).rejects.toMatchObject({ name: 'QueryFailed', why: 'unexpected' })
})
