import { conditions } from './conditions.ts'
import { askedList, type Page, type PageQuery } from './page.ts'
import type { Database } from './ports.ts'
import type { Row } from './resource.ts'
import { failedEvent, failedEventBytes, portfolioAccount } from './resources.ts'

/** Above this, a portfolio is asked for in parts. */
export const mostAccounts = 20_000

export interface FailedFilter extends PageQuery {
  readonly code?: readonly string[]
  readonly topic?: readonly string[]
}

/** What charts over the whole company, and those who look after its data, ask ClickHouse. */
export type PortfolioQueries = ReturnType<typeof createPortfolioQueries>

export function createPortfolioQueries(database: Database) {
  /** The accounts as the text of a JSON array. The last account that is answered is found first, so that of more accounts than that nothing else is read. */
  function portfolio(): Promise<string> {
    const sql = `
      SELECT ${portfolioAccount.select} FROM accounts_now
      WHERE account_id <= (SELECT max(account_id) FROM (SELECT DISTINCT account_id FROM account_scores ORDER BY account_id LIMIT {limit:UInt32}))
      ORDER BY account_id LIMIT {limit:UInt32}`
    return database.json(sql, { limit: mostAccounts })
  }

  /** Open accounts by band at their last score of each UTC day, of the `days` days until the latest that has any. Those without a score on a day are not among that day's. */
  async function bandsByDay(days: number): Promise<Row> {
    const sql = `
      SELECT toString(day) AS day, countIf(band = 'AT_RISK') AS atRisk, countIf(band = 'WATCH') AS watch, countIf(band = 'HEALTHY') AS healthy, countIf(band = 'UNKNOWN') AS unknown, avg(score) AS meanScore
      FROM account_days FINAL WHERE account_days.day > (SELECT max(account_days.day) FROM account_days) - {days:UInt16} AND NOT is_closed
      GROUP BY day ORDER BY day
      SETTINGS do_not_merge_across_partitions_select_final = 1`
    return { days: await database.rows(sql, { days }) }
  }

  /** The one that failed last first. */
  async function failed(filter: FailedFilter): Promise<Page> {
    const { after, page } = askedList('failed events', filter, ['time', 'text'])
    const where = conditions()
      .add('code IN {code:Array(String)}', 'code', filter.code)
      .add('topic IN {topic:Array(String)}', 'topic', filter.topic)
      .add('(at, failure_id) < (fromUnixTimestamp64Milli({order:Int64}, \'UTC\'), {after:String})', 'order', after?.[0])
    const sql = `
      SELECT ${failedEvent.select}, toUnixTimestamp64Milli(failed_events_now.at) AS \`#order\` FROM failed_events_now ${where.sql}
      ORDER BY failed_events_now.at DESC, failure_id DESC LIMIT {limit:UInt32}`
    const rows = await database.rows(sql, { ...where.parameters, ...(after && { after: after[1] }), limit: filter.limit + 1 })
    return page(rows, failedEvent, (row) => [row['#order'] as number, row.failureId as string])
  }

  /** With its bytes; null where there is none. */
  async function failedById(failureId: string): Promise<Row | null> {
    const sql = `SELECT ${failedEvent.select}, ${failedEventBytes.select} FROM failed_events_now WHERE failure_id = {failureId:String}`
    const [row] = await database.rows(sql, { failureId })
    return row ? { ...failedEvent.shape(row), ...failedEventBytes.shape(row) } : null
  }

  return { portfolio, bandsByDay, failed, failedById }
}
