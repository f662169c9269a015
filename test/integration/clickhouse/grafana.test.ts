import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { setGoals } from '../../../infra/clickhouse/goals.ts'
import { migrate } from '../../../infra/clickhouse/migrate.ts'
import { dashboards } from '../../../infra/grafana/dashboards.ts'
import { unique } from '../../helpers/names.ts'
import { accountScore, alert, failedEvent, interaction } from '../../helpers/outputs.ts'
import { clickhouseOf } from '../../helpers/sink.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { storeRows } from '../../helpers/stored-rows.ts'

const url = inject('parts').clickhouseUrl
const database = unique('grafana')
const day = 86_400_000
const noon = Date.UTC(2026, 9, 1, 12)
let db: ReturnType<typeof clickhouseOf>

beforeAll(async () => {
  const address = { url, username: 'default', password: '', database }
  await migrate({ ...address, log: keptLog() })
  await setGoals(address, [{ metric: 'NPS', target: 40 }])
  db = clickhouseOf(url, database)
  const survey = (i: number, status = 'ANSWERED') => ({ surveyId: `s${i}`, status, pattern: 'TRANSACTION', metric: 'NPS', score: status === 'ANSWERED' ? i % 11 : null, scaleMin: 0, scaleMax: 10, higherIsBetter: true })
  const notContacts = ['SENT', 'EXPIRED'].map((status) => interaction({ eventId: status, occurredAt: noon, kind: 'SURVEY', survey: survey(0, status), driver: null, value: null, weight: null } as object))
  await storeRows(db, 'interactions', [...Array.from({ length: 40 }, (_, i) => interaction({ eventId: `e${i}`, accountId: `a${i % 5}`, occurredAt: noon + (i % 8) * day, ...(i % 4 === 0 && { kind: 'SURVEY', survey: survey(i) } as object) })), ...notContacts])
  await storeRows(db, 'scores', [
    ...Array.from({ length: 20 }, (_, i) => accountScore({ accountId: `a${i % 5}`, at: noon + (i % 8) * day })), ...[0, 1, 2].map((i) => accountScore({ accountId: 'left', at: noon + i * day, isClosed: i > 0 })),
  ])
  await storeRows(db, 'alerts', [alert({ at: noon }), alert({ alertId: 'b~SILENT~1', kind: 'SILENT', accountId: 'b', severity: 'NORMAL' }), alert({ alertId: 'c~SILENT~1', kind: 'SILENT', accountId: 'c', severity: 'CRITICAL', openedAt: noon + day }), alert({ sequence: 2, status: 'ACKNOWLEDGED', at: noon + 1000, by: 'kim' })])
  await storeRows(db, 'failed-events', [failedEvent()])
  await db.command({ query: `INSERT INTO delivery_attempts (subscription, alert_id, sequence, status, attempt, at) VALUES ('ops', 'a1~SCORE_BELOW~1', 1, 'delivered', 1, '2026-10-01 12:00:01')` })
})
afterAll(async () => {
  await db?.command({ query: `DROP DATABASE IF EXISTS ${database}` })
  await db?.close()
})

const panels = dashboards.flatMap(({ title, panels: all }) => all.flatMap((panel) => ('sql' in panel ? [{ name: `${title}: ${panel.title}`, panel }] : [])))

/** As the plug-in writes its macros out. */
function written(sql: string, [from, to]: readonly [string, string] = ['2026-09-01 00:00:00', '2026-11-01 00:00:00']): string {
  const [fromTime, toTime] = [`toDateTime('${from}')`, `toDateTime('${to}')`]
  return sql.replaceAll(/\$__timeFilter\((\w+)\)/g, (_, column) => `${column} >= ${fromTime} AND ${column} <= ${toTime}`).replaceAll('$__fromTime', fromTime).replaceAll('$__toTime', toTime)
}
const rowsOf = (title: string, range?: readonly [string, string]) => db.rows<Record<string, unknown>>(written(panels.find(({ name }) => name === title)!.panel.sql, range))

it.each(panels)('$name gives rows', async ({ panel: { sql, as } }) => {
  const query = written(sql)
  expect(query).not.toContain('$__')
  const result = await db.query({ query, format: 'JSON' })
  const { meta, data } = await result.json<Record<string, unknown>>() as { meta: { name: string; type: string }[]; data: Record<string, unknown>[] }
  expect(data.length).toBeGreaterThan(0)
  if (as === 'chart') expect([meta[0]!.name, /^Date/.test(meta[0]!.type)], 'a chart begins with its time').toEqual(['time', true])
  if (as === 'figure') expect(data, 'a figure is one').toHaveLength(1)
  const filled = meta.filter(({ name }) => data.some((row) => row[name] !== null))
  expect(filled.length, 'not only nulls').toBeGreaterThan(0)
})

it('open alerts begin with the most urgent', async () => {
  expect((await rowsOf('CX · Alerts: Open alerts')).map(({ severity }) => severity)).toEqual(['CRITICAL', 'HIGH', 'NORMAL'])
})

it('a closed account is at risk no more, nor is its revenue, and one without a score of the day still is', async () => {
  const atRisk = (title: string) => rowsOf(title).then((rows) => rows.slice(0, 3).map((row) => Number(row.at_risk)))
  expect(await atRisk('CX · Experience: Bands')).toEqual([4, 5, 5])
  expect(await atRisk('CX · Experience: Revenue at risk')).toEqual([480_000, 600_000, 600_000])
})

it('contacts are touch points and answers: surveys that were sent or expired are none', async () => {
  expect(await rowsOf('CX · Experience: Contacts')).toEqual([{ contacts: 40 }])
  expect((await rowsOf('CX · Touch points: Contacts')).reduce((total, row) => total + Number(row.contacts), 0)).toBe(40)
})

it('NPS by month has the months that a short time lies in', async () => {
  const months = async (from: string, to: string) => (await rowsOf('CX · Experience: NPS by month', [from, to])).map(({ month }) => month)
  expect(await months('2026-10-10 00:00:00', '2026-10-12 00:00:00')).toEqual(['2026-10-01'])
  expect([await months('2026-09-10 00:00:00', '2026-09-30 23:59:59'), await months('2026-11-01 00:00:00', '2026-11-02 00:00:00')]).toEqual([[], []])
})
