import type { Database } from './ports.ts'
import type { Row } from './resource.ts'
import { score } from './resources.ts'

/** So many of a driver's contacts are named. */
const shownContacts = 5

/** What an account's score was at a past moment, and why; how sources deliver; revenue at risk. */
export type PastQueries = ReturnType<typeof createPastQueries>

export function createPastQueries(database: Database) {
  /**
   * The score as it was known at `at` (epoch ms), with the contacts behind each driver: those that had been scored by then, as they stood. Null where there was no score yet.
   */
  async function explanation(accountId: string, at: number): Promise<Row | null> {
    const sql = `
      SELECT ${score.select}, log_offset AS \`#offset\` FROM score_history
      WHERE account_id = {accountId:String} AND score_history.at <= fromUnixTimestamp64Milli({at:Int64}, 'UTC') ORDER BY score_history.at DESC, record_offset DESC LIMIT 1`
    const [found] = await database.rows(sql, { accountId, at })
    if (!found) return null
    const contacts = await database.rows(`
      SELECT driver, event_id AS eventId, concat(formatDateTime(occurred_at, '%FT%T.'), leftPad(toString(toUnixTimestamp64Milli(occurred_at) % 1000), 3, '0'), 'Z') AS occurredAt,
        observation_value AS value, observation_weight AS weight, outcome, survey_metric AS metric, survey_score AS answer
      FROM interactions WHERE account_id = {accountId:String} AND log_offset <= {offset:UInt64} AND driver IS NOT NULL
      ORDER BY occurred_at DESC, event_id DESC LIMIT ${shownContacts} BY driver`, { accountId, offset: found['#offset'] as number })
    const drivers = Object.entries(found['drivers'] as Record<string, number>)
      .map(([driver, contribution]) => ({ driver, contribution, contacts: contacts.filter((each) => each['driver'] === driver) }))
      .sort((a, b) => a.contribution - b.contribution || (a.driver < b.driver ? -1 : 1))
    return { ...score.shape(found), drivers }
  }

  /** Each source there ever was with when it was last heard of, its contacts by hour of the week over the latest four weeks, and whether it has an outage now. */
  async function sources(): Promise<Row> {
    // Hours since Monday 00:00 UTC by plain division: 1970 began on a Thursday.
    const sql = `
      SELECT known.source AS source, toUnixTimestamp64Milli(last_received_at) AS lastReceived, toUnixTimestamp64Milli(last_occurred_at) AS lastOccurred, toUInt32(recent.contacts) AS contacts28d,
        arrayMap(hour -> recent.by_hour[toUInt8(hour)] / 4, range(168)) AS perHourOfWeek,
        known.source IN (SELECT substring(alert_id, 1, position(alert_id, '~SOURCE_OUTAGE~') - 1) FROM alerts_now WHERE kind = 'SOURCE_OUTAGE' AND is_open) AS isOut
      FROM (SELECT source, last_received_at, last_occurred_at FROM sources FINAL) AS known
      LEFT JOIN (
        SELECT source, sum(n) AS contacts, CAST(groupArray((week_hour, n)), 'Map(UInt8, UInt64)') AS by_hour
        FROM (
          SELECT source, toUInt8((intDiv(toUnixTimestamp64Milli(occurred_at), 3600000) + 72) % 168) AS week_hour, count() AS n
          FROM interactions WHERE occurred_at > (SELECT max(last_occurred_at) FROM sources) - toIntervalDay(28) GROUP BY source, week_hour
        ) GROUP BY source
      ) AS recent ON recent.source = known.source
      ORDER BY source LIMIT 500`
    const rows = await database.rows(sql, {})
    const time = (ms: unknown) => new Date(Number(ms)).toISOString()
    return { items: rows.map(({ lastReceived, lastOccurred, isOut, ...row }) => ({ ...row, isOut: isOut === 1 || isOut === true, lastReceivedAt: time(lastReceived), lastOccurredAt: time(lastOccurred) })) }
  }

  /** Revenue a year of open accounts that were AT_RISK at their last score of each UTC day, by currency: currencies are never added up. */
  async function revenueAtRisk(days: number): Promise<Row> {
    const sql = `
      SELECT toString(day) AS day, currency, sumIf(assumeNotNull(annual_revenue), band = 'AT_RISK') AS atRisk, sum(assumeNotNull(annual_revenue)) AS all
      FROM account_days FINAL WHERE account_days.day > (SELECT max(day) FROM account_days) - toIntervalDay({days:UInt16}) AND annual_revenue IS NOT NULL AND currency IS NOT NULL AND NOT is_closed
      GROUP BY day, currency ORDER BY day, currency
      SETTINGS do_not_merge_across_partitions_select_final = 1`
    return { items: await database.rows(sql, { days }) }
  }

  return { explanation, sources, revenueAtRisk }
}
