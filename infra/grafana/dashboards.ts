import type { PanelSpec } from './panels.ts'

/** A dashboard, as a file under dashboards/. */
export interface DashboardSpec {
  readonly uid: string
  readonly title: string
  readonly description: string
  /** Time range that it opens with, e.g. `now-30d`. */
  readonly from: string
  readonly panels: readonly PanelSpec[]
}

const quantiles = (metric: string, by: string) => [0.5, 0.99].map((q) => ({ expr: `histogram_quantile(${q}, sum by (le, ${by}) (rate(${metric}_bucket[5m])))`, legend: `{{${by}}} p${q * 100}` }))

const operations: DashboardSpec = {
  uid: 'cx-operations', title: 'CX · Operations', description: 'Whether the pipeline runs, how far it is, and how fast', from: 'now-3h',
  panels: [
    { title: 'Lag', description: 'Records before each service. It falls to a few after every burst; what only grows needs a look at that service.', as: 'chart', queries: [{ expr: 'sum by (job, topic) (cx_partition_lag)', legend: '{{job}} {{topic}}' }] },
    { title: 'From event to score', description: 'From Kafka\'s time of an event to its committed interaction, of the scorer; and of the resolver to the timeline.', as: 'chart', unit: 's', queries: quantiles('cx_end_to_end_seconds', 'job') },
    { title: 'Records read', description: 'A second, by service and topic.', as: 'chart', unit: 'rps', queries: [{ expr: 'sum by (job, topic) (rate(cx_records_read_total[1m]))', legend: '{{job}} {{topic}}' }] },
    { title: 'Transactions', description: 'Time of one, from encoding to the commit.', as: 'chart', unit: 's', queries: quantiles('cx_transaction_seconds', 'job') },
    { title: 'Age of what ClickHouse shows', description: 'Age of the oldest record of a batch when it can be queried, by topic.', as: 'chart', unit: 's', queries: quantiles('cx_freshness_seconds', 'topic') },
    { title: 'Failed events', description: 'A second, by service and code. The console\'s screen Data shows each with its reason.', as: 'chart', unit: 'cps', queries: [{ expr: 'sum by (job, code) (rate(cx_records_failed_total[5m]))', legend: '{{job}} {{code}}' }] },
    { title: 'Take-overs, fencings, retries', description: 'In five minutes. Some with every deployment; without one, the log\'s partition.retrying says why.', as: 'chart', queries: [
      { expr: 'sum by (job) (increase(cx_take_overs_total[5m]))', legend: '{{job}} taken over' }, { expr: 'sum by (job) (increase(cx_fenced_total[5m]))', legend: '{{job}} fenced' },
      { expr: 'sum by (job) (increase(cx_partition_retries_total[5m]))', legend: '{{job}} retried' },
    ] },
    { title: 'Restores', description: 'Time of the latest restore of each partition.', as: 'chart', unit: 's', queries: [{ expr: 'max by (job, partition) (cx_restore_seconds)', legend: '{{job}} {{partition}}' }] },
    { title: 'Batches put right in ClickHouse', description: 'Rows of repeated batches that ClickHouse had lost under their token, or had in sums too often. Kills of ClickHouse cause them; surplus rows need a look.', as: 'chart', queries: [
      { expr: 'sum(increase(cx_rows_put_back_total[1h]))', legend: 'put back' }, { expr: 'sum(increase(cx_rows_settled_total[1h]))', legend: 'settled in sums' }, { expr: 'sum(increase(cx_rows_surplus_total[1h]))', legend: 'there too often' },
    ] },
    { title: 'Deliveries of alerts', description: 'Attempts a second by subscription and what became of them.', as: 'chart', unit: 'cps', queries: [{ expr: 'sum by (subscription, status) (rate(cx_delivery_attempts_total[5m]))', legend: '{{subscription}} {{status}}' }] },
  ],
}

const experience: DashboardSpec = {
  uid: 'cx-experience', title: 'CX · Experience', description: 'How customers feel, and what is at stake', from: 'now-90d',
  panels: [
    { title: 'Accounts', description: 'With a score now.', as: 'figure', width: 'quarter', sql: 'SELECT count() AS accounts FROM accounts_now WHERE NOT is_closed' },
    { title: 'Mean score', description: 'Of the open accounts, 0 (worst) to 100.', as: 'figure', width: 'quarter', sql: 'SELECT avg(score) AS score FROM accounts_now WHERE NOT is_closed' },
    { title: 'At risk', description: 'Accounts whose band is AT_RISK.', as: 'figure', width: 'quarter', sql: 'SELECT countIf(band = \'AT_RISK\') AS accounts FROM accounts_now WHERE NOT is_closed' },
    { title: 'Contacts', description: 'In the dashboard\'s time: touch points and answered surveys; one that was sent or expired is none.', as: 'figure', width: 'quarter', sql: 'SELECT sumIf(interactions, survey_status IN (\'\', \'ANSWERED\')) AS contacts FROM experience_by_day WHERE $__timeFilter(day)' },
    { title: 'Bands', description: 'Open accounts by band at the end of each UTC day; faded ones keep their last.', as: 'chart', sql: 'SELECT toDateTime(day) AS time, sumIf(accounts, band = \'AT_RISK\') AS at_risk, sumIf(accounts, band = \'WATCH\') AS watch, sumIf(accounts, band = \'HEALTHY\') AS healthy FROM bands_by_day WHERE $__timeFilter(day) GROUP BY time ORDER BY time' },
    { title: 'Revenue at risk', description: 'Of the open accounts, a year, by currency: currencies are never added up.', as: 'chart', sql: 'SELECT toDateTime(day) AS time, ifNull(currency, \'none\') AS currency, sum(revenue_at_risk) AS at_risk FROM revenue_at_risk_by_day WHERE $__timeFilter(day) GROUP BY time, currency ORDER BY time' },
    { title: 'NPS by month', description: 'All answers of the months of the dashboard\'s time, by pattern, with the share of surveys that were answered.', as: 'table', sql: 'SELECT month, pattern, n, nps, low, high, response_rate_percent FROM nps_by_month WHERE dimension = \'all\' AND month >= toStartOfMonth($__fromTime) AND month <= $__toTime ORDER BY month DESC, pattern' },
    { title: 'Goals', description: 'What was to be reached, and what was.', as: 'table', sql: 'SELECT metric, segment, region, target, actual, gap, n FROM goals_against_actuals ORDER BY gap' },
    { title: 'Quadrants', description: 'Score against revenue.', as: 'table', sql: 'SELECT * FROM quadrant_matrix' },
    { title: 'Lowest scores', description: 'The twenty open accounts with the lowest score.', as: 'table', sql: 'SELECT account_id, score, band, trend_7d, annual_revenue, currency, owner FROM accounts_now WHERE NOT is_closed ORDER BY score LIMIT 20' },
  ],
}

const touchPoints: DashboardSpec = {
  uid: 'cx-touch-points', title: 'CX · Touch points', description: 'Where it goes well and where it does not', from: 'now-30d',
  panels: [
    { title: 'Mean value', description: 'Of the observations of each touch point, 0 (worst) to 100, by UTC day. A corrected one counts beside its correction: touch_point_corridor has what stands.', as: 'chart', width: 'whole', sql: 'SELECT toDateTime(day) AS time, touch_point, sum(weighted_value_sum) / sum(weight_sum) AS value FROM experience_by_day WHERE $__timeFilter(day) AND touch_point != \'\' GROUP BY time, touch_point HAVING sum(weight_sum) > 0 ORDER BY time' },
    { title: 'Low observations', description: 'Share with a value below 35 (a fixed line, whatever the model calls low), percent, by UTC day; corrected ones count, too.', as: 'chart', unit: 'percent', sql: 'SELECT toDateTime(day) AS time, touch_point, 100 * sum(low_observations) / sum(observations) AS low FROM experience_by_day WHERE $__timeFilter(day) AND touch_point != \'\' GROUP BY time, touch_point HAVING sum(observations) > 0 ORDER BY time' },
    { title: 'Contacts', description: 'Touch points and answered surveys, by channel and UTC day.', as: 'chart', sql: 'SELECT toDateTime(day) AS time, if(channel = \'\', \'not known\', channel) AS channel, sum(interactions) AS contacts FROM experience_by_day WHERE $__timeFilter(day) AND survey_status IN (\'\', \'ANSWERED\') GROUP BY time, channel ORDER BY time' },
    { title: 'Where it hurts', description: 'Touch point and stage with the lowest mean value, with at least five observations; corrected ones count, too, and low is below 35.', as: 'table', sql: 'SELECT touch_point, stage, sum(observations) AS n, sum(weighted_value_sum) / sum(weight_sum) AS value, 100 * sum(low_observations) / n AS low_percent FROM experience_by_day WHERE $__timeFilter(day) AND touch_point != \'\' GROUP BY touch_point, stage HAVING n >= 5 ORDER BY value LIMIT 30' },
    { title: 'Sentiment', description: 'Mean of what customers wrote, −1 to 1, by UTC day.', as: 'chart', sql: 'SELECT toDateTime(day) AS time, sum(sentiment_sum) / sum(sentiment_count) AS sentiment FROM experience_by_day WHERE $__timeFilter(day) GROUP BY time HAVING sum(sentiment_count) > 0 ORDER BY time' },
  ],
}

const alerts: DashboardSpec = {
  uid: 'cx-alerts', title: 'CX · Alerts', description: 'What was raised, who took it, and what came of it', from: 'now-30d',
  panels: [
    { title: 'Open', description: 'Alerts that are open now.', as: 'figure', width: 'quarter', sql: 'SELECT count() AS open FROM alerts_open' },
    { title: 'Open and critical', description: 'Of these the critical ones.', as: 'figure', width: 'quarter', sql: 'SELECT countIf(severity = \'CRITICAL\') AS critical FROM alerts_open' },
    { title: 'Not acknowledged in time', description: 'Open ones that were escalated.', as: 'figure', width: 'quarter', sql: 'SELECT countIf(escalation_level > 0) AS escalated FROM alerts_open' },
    { title: 'Source outages', description: 'Sources that are quiet now.', as: 'figure', width: 'quarter', sql: 'SELECT countIf(kind = \'SOURCE_OUTAGE\') AS outages FROM alerts_open' },
    { title: 'Opened', description: 'By kind and UTC day.', as: 'chart', sql: 'SELECT toStartOfDay(at) AS time, kind, count() AS opened FROM alert_events WHERE status = \'OPENED\' AND $__timeFilter(at) GROUP BY time, kind ORDER BY time' },
    { title: 'How alerts are dealt with', description: 'Times to acknowledge and to close, outcomes, false alarms, flaps.', as: 'table', sql: 'SELECT * FROM alert_performance' },
    { title: 'Open alerts', description: 'The most urgent first; of these the one that has been open longest.', as: 'table', width: 'whole', sql: 'SELECT severity, kind, ifNull(account_name, ifNull(account_id, alert_id)) AS account, owner, escalation_level, opened_at, revenue_at_risk, currency, summary FROM alerts_open ORDER BY indexOf([\'CRITICAL\', \'HIGH\', \'NORMAL\'], toString(severity)), opened_at LIMIT 100' },
    { title: 'Deliveries', description: 'To each subscription, by what became of them.', as: 'table', sql: 'SELECT subscription, latest_status, count() AS steps, max(latest_at) AS latest FROM deliveries GROUP BY subscription, latest_status ORDER BY subscription, latest_status' },
    { title: 'Failed events', description: 'By code and topic.', as: 'table', sql: 'SELECT code, topic, count() AS records, max(at) AS latest FROM failed_events_now WHERE $__timeFilter(at) GROUP BY code, topic ORDER BY records DESC' },
  ],
}

/** All dashboards that are shipped. */
export const dashboards: readonly DashboardSpec[] = [operations, experience, touchPoints, alerts]
