import { conditions } from './conditions.ts'
import { askedList, type Page, type PageQuery } from './page.ts'
import type { Database } from './ports.ts'
import type { Row } from './resource.ts'
import { account, alert, alertStep, interaction, score } from './resources.ts'
import { withStandings } from './standings.ts'

export interface AccountFilter extends PageQuery {
  readonly band?: readonly string[]
  readonly segment?: readonly string[]
  readonly region?: readonly string[]
  readonly owner?: readonly string[]
  readonly q?: string
  /** A key of `accountOrders`, with `-` in front: greatest first. */
  readonly sort: string
}

export interface TimeFilter extends PageQuery {
  readonly from?: string
  readonly to?: string
}

export interface HistoryFilter extends TimeFilter {
  readonly interval: 'all' | 'day'
}

export interface AlertFilter extends PageQuery {
  readonly status?: 'open' | 'closed'
  readonly kind?: readonly string[]
  readonly severity?: readonly string[]
  readonly owner?: readonly string[]
  readonly accountId?: string
}

/** What accounts can be ordered by: as a number, null where the account has none. */
export const accountOrders = {
  score: 'score', evidence: 'evidence', trend7d: 'trend_7d', trend30d: 'trend_30d', annualRevenue: 'annual_revenue',
  renewalAt: 'toFloat64(toUnixTimestamp64Milli(renewal_at))', lastContactAt: 'toFloat64(toUnixTimestamp64Milli(last_contact_at))', accountId: '0',
} as const

/** The api's questions to ClickHouse. */
export type Queries = ReturnType<typeof createQueries>

export function createQueries(database: Database) {
  /** Those without a value come last, whichever way. */
  async function accounts(filter: AccountFilter): Promise<Page> {
    const descending = filter.sort.startsWith('-')
    const expression = accountOrders[filter.sort.replace(/^-/, '') as keyof typeof accountOrders]
    const { after, page } = askedList('accounts', filter, ['flag', 'number', 'text'])
    const where = conditions()
      .add('band IN {band:Array(String)}', 'band', filter.band)
      .add('segment IN {segment:Array(String)}', 'segment', filter.segment)
      .add('region IN {region:Array(String)}', 'region', filter.region)
      .add('owner IN {owner:Array(String)}', 'owner', filter.owner)
      .add('(positionCaseInsensitiveUTF8(account_id, {q:String}) > 0 OR positionCaseInsensitiveUTF8(ifNull(account_name, \'\'), {q:String}) > 0)', 'q', filter.q)
    const sql = `
      SELECT * FROM (
        SELECT ${account.select}, toUInt8(isNull(${expression})) AS \`#missing\`, ifNull(${descending ? '-' : ''}toFloat64(${expression}), 0) AS \`#order\`
        FROM accounts_now ${where.sql}
      )
      ${after ? 'WHERE (`#missing`, `#order`, accountId) > ({missing:UInt8}, {order:Float64}, {after:String})' : ''}
      ORDER BY \`#missing\`, \`#order\`, accountId LIMIT {limit:UInt32}`
    const position = after && { missing: after[0], order: after[1], after: after[2] }
    const rows = await database.rows(sql, { ...where.parameters, ...position, limit: filter.limit + 1 })
    return page(rows, account, (row) => [row['#missing'] as number, row['#order'] as number, row.accountId as string])
  }

  /** Null where the account has no score. */
  async function accountById(accountId: string): Promise<Row | null> {
    const [rows, open] = await Promise.all([
      database.rows(`SELECT ${account.select} FROM accounts_now WHERE account_id = {accountId:String}`, { accountId }),
      database.rows(`SELECT ${alert.select} FROM alerts_now WHERE account_id = {accountId:String} AND is_open ORDER BY opened_at, alert_id LIMIT 100`, { accountId }),
    ])
    return rows[0] ? { ...account.shape(rows[0]), alerts: await withStandings(database, open.map((row) => alert.shape(row))) } : null
  }

  /** The latest contact first. */
  async function timeline(accountId: string, filter: TimeFilter): Promise<Page> {
    const { after, page } = askedList(`timeline of ${accountId}`, filter, ['time', 'text'])
    const where = between(conditions().add('account_id = {accountId:String}', 'accountId', accountId), 'occurred_at', filter)
    const sql = `
      SELECT ${interaction.select}, toUnixTimestamp64Milli(occurred_at) AS \`#order\` FROM interactions ${where.sql}
      ${after ? 'AND (occurred_at, event_id) < (fromUnixTimestamp64Milli({order:Int64}, \'UTC\'), {after:String})' : ''}
      ORDER BY occurred_at DESC, event_id DESC LIMIT {limit:UInt32}`
    const rows = await database.rows(sql, { ...where.parameters, ...(after && { order: after[0], after: after[1] }), limit: filter.limit + 1 })
    return page(rows, interaction, (row) => [row['#order'] as number, row.eventId as string])
  }

  /** The latest score first; with the interval `day` the last one of each day. */
  async function history(accountId: string, filter: HistoryFilter): Promise<Page> {
    const { after, page } = askedList(`history of ${accountId}`, filter, ['time', 'count'])
    const where = between(conditions().add('account_id = {accountId:String}', 'accountId', accountId), 'at', filter)
    const sql = `
      SELECT ${score.select}, toUnixTimestamp64Milli(score_history.at) AS \`#order\`, record_offset AS \`#record\` FROM score_history ${where.sql}
      ${after ? 'AND (score_history.at, record_offset) < (fromUnixTimestamp64Milli({order:Int64}, \'UTC\'), {record:UInt64})' : ''}
      ORDER BY score_history.at DESC, record_offset DESC ${filter.interval === 'day' ? 'LIMIT 1 BY toDate(score_history.at)' : ''} LIMIT {limit:UInt32}`
    const rows = await database.rows(sql, { ...where.parameters, ...(after && { order: after[0], record: after[1] }), limit: filter.limit + 1 })
    return page(rows, score, (row) => (
      filter.interval === 'day' ? [startOfDay(row['#order'] as number), 0] : [row['#order'] as number, row['#record'] as number]))
  }

  /** The one opened last first. */
  async function alerts(filter: AlertFilter): Promise<Page> {
    const { after, page } = askedList('alerts', filter, ['time', 'text'])
    const where = conditions()
      .add('is_open = {open:Bool}', 'open', filter.status && filter.status === 'open')
      .add('kind IN {kind:Array(String)}', 'kind', filter.kind)
      .add('severity IN {severity:Array(String)}', 'severity', filter.severity)
      .add('owner IN {owner:Array(String)}', 'owner', filter.owner)
      .add('account_id = {accountId:String}', 'accountId', filter.accountId)
      .add('(opened_at, alert_id) < (fromUnixTimestamp64Milli({order:Int64}, \'UTC\'), {after:String})', 'order', after?.[0])
    const sql = `
      SELECT ${alert.select}, toUnixTimestamp64Milli(opened_at) AS \`#order\` FROM alerts_now ${where.sql}
      ORDER BY opened_at DESC, alert_id DESC LIMIT {limit:UInt32}`
    const rows = await database.rows(sql, { ...where.parameters, ...(after && { after: after[1] }), limit: filter.limit + 1 })
    const { items, nextCursor } = page(rows, alert, (row) => [row['#order'] as number, row.alertId as string])
    return { items: await withStandings(database, items), nextCursor }
  }

  /** The alert after its latest step, with all steps in order; null where there is none. */
  async function alertById(alertId: string): Promise<Row | null> {
    const [rows, steps] = await Promise.all([
      database.rows(`SELECT ${alert.select} FROM alerts_now WHERE alert_id = {alertId:String}`, { alertId }),
      database.rows(`SELECT ${alertStep.select} FROM alert_events WHERE alert_id = {alertId:String} ORDER BY sequence LIMIT 1000`, { alertId }),
    ])
    const [found] = await withStandings(database, rows.map((row) => alert.shape(row)))
    return found ? { ...found, steps: steps.map((row) => alertStep.shape(row)) } : null
  }

  /** The step of an alert that an action brought about; null where ClickHouse has none (yet). */
  async function stepBy(alertId: string, actionId: string): Promise<Row | null> {
    const sql = `SELECT ${alertStep.select} FROM alert_events WHERE alert_id = {alertId:String} AND alert_events.cause = 'ACTION' AND cause_event_id = {actionId:String} ORDER BY sequence LIMIT 1`
    const [row] = await database.rows(sql, { alertId, actionId })
    return row ? alertStep.shape(row) : null
  }

  /** When each survey first reached a contact, epoch ms, since a time: when it was sent, or answered where the sending is not known. What a correction has replaced did not happen as told, and does not count. */
  async function surveysOf(contactId: string, since: number): Promise<number[]> {
    const own = 'contact_id = {contactId:String} AND occurred_at >= fromUnixTimestamp64Milli({since:Int64}, \'UTC\') AND survey_status IN (\'SENT\', \'ANSWERED\')'
    const sql = `
      SELECT toUnixTimestamp64Milli(min(occurred_at)) AS at FROM interactions
      WHERE ${own} AND (account_id, event_id) NOT IN (SELECT account_id, event_id FROM superseded_events WHERE account_id IN (SELECT account_id FROM interactions WHERE ${own}))
      GROUP BY survey_id`
    return (await database.rows(sql, { contactId, since })).map(({ at }) => at as number)
  }

  return { surveysOf, stepBy, accounts, accountById, timeline, history, alerts, alertById }
}

const between = (where: ReturnType<typeof conditions>, column: string, { from, to }: TimeFilter) => where
  .add(`${column} >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')`, 'from', from && Date.parse(from))
  .add(`${column} < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`, 'to', to && Date.parse(to))

/** With one row a day, the next page begins on the day before. */
const startOfDay = (ms: number): number => ms - (ms % 86_400_000)
