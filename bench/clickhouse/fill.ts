import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'

/** How much is generated. Contacts lie in the 12 months before `end`, scores and alerts in the last 90 days. */
export interface Size {
  readonly interactions: number
  readonly accounts: number
}

export const months = 12
export const scoreDays = 90
/** 2026-11-01T00:00:00Z */
export const end = Date.UTC(2026, 10, 1)

// Blocks as large as memory allows: each is a part in every table that a view feeds.
const own: ClickHouseSettings = { max_execution_time: 0, insert_deduplicate: 0, max_insert_threads: '2', max_partitions_per_insert_block: '1000', min_insert_block_size_rows: '1048576', min_insert_block_size_bytes: '0' }
/** 0 to below 1, from the row's number and a name. */
const random = (name: string, of = 'n') => `(cityHash64(${of}, '${name}') % 1000003 / 1000003)`
const pick = (list: readonly string[], name: string, of = 'n') => `[${list.map((each) => `'${each}'`).join(', ')}][1 + cityHash64(${of}, '${name}') % ${list.length}]`
/** Stage and channel follow from the touch point, as in the simulator. */
const touches = {
  'support.call': ['SUPPORT', 'phone'], delivery: ['RECEIVE', ''], 'support.resolution': ['SUPPORT', 'portal'], 'account.review': ['RENEW', 'meeting'], onboarding: ['USE', 'meeting'],
  'product.session': ['USE', 'app'], 'portal.visit': ['USE', 'web'], 'catalogue.visit': ['CONSIDER', 'web'], 'newsletter.read': ['AWARE', 'email'],
} as const
const names = (list: readonly string[]) => `[${list.map((each) => `'${each}'`).join(', ')}]`
const byTouch = (at: 0 | 1, otherwise: string) => `transform(touch, ${names(Object.keys(touches))}, ${names(Object.values(touches).map((each) => each[at]))}, '${otherwise}')`
const segmentOf = pick(['smb', 'smb', 'smb', 'enterprise', 'mid'], 'segment', 'a')
const regionOf = pick(['Benelux', 'Nordics', 'Iberia', 'DACH', 'France', 'UK'], 'region', 'a')
const verticalOf = pick(['retail', 'hospitality', 'health', 'logistics'], 'vertical', 'a')

/**
 * Fills those tables of a migrated database that are empty, with the simulator's mix, by INSERT … SELECT: of 100 events 84 everyday contacts without an outcome, 12 experiences (7 in 10
 * good, a text in 3 of 10), 2 surveys sent, 1 answered, 1 expired; few accounts are much more active than most. Errors of ClickHouse as they come.
 */
export async function fill(client: ClickHouseClient, { interactions, accounts }: Size, say: (line: string) => void): Promise<void> {
  const each = Math.ceil(interactions / months)
  // The latest month first: what is asked for most is there, should somebody stop it.
  const latestFirst = Array.from({ length: months }, (_, i) => months - 1 - i)
  const fillings: Readonly<Record<string, readonly string[]>> = {
    interactions: latestFirst.map((month) => interactionsOf(month * each, Math.min(each, interactions - month * each), month, accounts)),
    score_history: [0, 30, 60].map((day) => scoresOf(day, accounts)),
    alert_events: [alertsOf(Math.round(accounts / 2), each, accounts)],
    delivery_attempts: [deliveries],
    failed_events: [failuresOf(Math.round(interactions / 1000))],
    goals: [goals],
  }
  for (const [table, statements] of Object.entries(fillings)) {
    const held = await (await client.query({ query: `SELECT 1 FROM ${table} LIMIT 1`, format: 'JSONEachRow' })).json()
    for (const query of held.length > 0 ? [] : statements) {
      await client.command({ query, clickhouse_settings: own })
      say(table)
    }
  }
}

const interactionsOf = (from: number, count: number, month: number, accounts: number): string => `
  INSERT INTO interactions (account_id, event_id, kind, occurred_at, received_at, source, contact_id, touch_point, directness, stage, channel, location, outcome, measures, survey_id, survey_status,
    survey_pattern, survey_metric, survey_score, survey_scale_min, survey_scale_max, survey_higher_is_better, text, language, sentiment, emotions, driver, observation_value, observation_weight,
    corrects_event_id, segment, vertical, region, score_after, model_version, log_partition, log_offset, record_partition, record_offset, recorded_at)
  SELECT concat('acc-', leftPad(toString(a), 7, '0')), concat('evt-', toString(n)), if(p < 4, 'SURVEY', 'TOUCH_POINT'), at, at + toIntervalMillisecond(40 + n % 400), ${pick(['helpdesk', 'shop', 'product', 'crm'], 'source')},
    concat('acc-', toString(a), '-p', toString(${random('person')} < 0.5)), if(p < 4, if(nps, NULL, 'support.call'), touch), 'DIRECT',
    if(p < 4, if(nps, 'USE', 'SUPPORT'), ${byTouch(0, 'USE')}), if(p < 4, 'email', nullIf(${byTouch(1, 'web')}, '')), if(touch = 'delivery' AND p > 3, ${pick(['Madrid', 'Oslo', 'Paris', 'Berlin'], 'location', 'a')}, NULL),
    if(p < 4 OR p > 15, NULL, if(good, 'SUCCEEDED', ${pick(['FAILED', 'ESCALATED', 'COMPLAINED', 'ABANDONED'], 'bad')})), if(touch = 'support.call' AND p > 3 AND p < 16, map('waitSeconds', toFloat64(n % 1000)), map()),
    if(p < 4, concat('s-', toString(s)), NULL), if(p < 4, ['SENT', 'SENT', 'ANSWERED', 'EXPIRED'][p + 1], NULL), if(p < 4, if(nps, 'RELATIONSHIP', 'TRANSACTION'), NULL), if(p < 4, if(nps, 'NPS', 'CSAT'), NULL),
    if(p = 2, toFloat64(if(nps, if(good, 8 + n % 3, 1 + n % 5), if(good, 4 + n % 2, 1 + n % 2))), NULL), if(p < 4, toFloat64(not nps), NULL), if(p < 4, if(nps, 10., 5.), NULL), if(p < 4, true, NULL),
    if(p < 16 AND p != 0 AND p != 1 AND ${random('text')} < 0.3, concat('The call about order ', toString(n), if(good, ' was quick and friendly, thank you', ' took far too long and nobody called back')), NULL), 'en',
    if(p < 16 AND p > 1 AND ${random('text')} < 0.3, if(good, 0.5, -0.5), NULL), [], if(p = 2, if(nps, 'survey.nps', 'support.call'), if(p > 3 AND p < 16, touch, NULL)),
    if(p = 2 OR (p > 3 AND p < 16), if(good, 85., 15.), NULL), if(p = 2 OR (p > 3 AND p < 16), 1.5, NULL), if(p = 5 AND n % 1000 = 5, concat('evt-', toString(n - 100)), NULL),
    ${segmentOf}, ${verticalOf}, ${regionOf}, 40 + 50 * ${random('score')}, '2026-11-2', a % 4, n, a % 4, n, at
  FROM (
    SELECT number AS n, number % 100 AS p, n - if(p = 2 OR p = 3, 2, 0) AS s, toUInt32(pow(${random('account', 's')}, 2) * ${accounts}) AS a, ${random('nps', 's')} < 0.4 AS nps, ${random('good', 's')} < 0.7 AS good,
      if(p < 16, ${pick(['support.call', 'delivery', 'delivery', 'support.resolution', 'account.review', 'onboarding'], 'touch')}, ${pick(['product.session', 'product.session', 'product.session', 'portal.visit', 'catalogue.visit', 'newsletter.read'], 'everyday')}) AS touch,
      fromUnixTimestamp64Milli(toInt64(${end - (months - month) * 30 * 86_400_000} + ${random('time')} * ${30 * 86_400_000}), 'UTC') AS at
    FROM numbers(${from}, ${count})
  )`

/** Thirty days from `first` on, a score a day; the evidence of one account in eight has faded on the way, and it has no more. */
const scoresOf = (first: number, accounts: number): string => `
  INSERT INTO score_history (account_id, account_name, at, score, evidence, band, quadrant, drivers, prior, trend_7d, contacts, observations, segment, vertical, region, annual_revenue, currency, owner, open_alerts, is_closed, cause,
    model_version, log_partition, log_offset, record_partition, record_offset, recorded_at)
  SELECT concat('acc-', leftPad(toString(a), 7, '0')), concat('Customer ', toString(a)), at, score, 3 + ${random('evidence', 'a')} * 9, band, if(band = 'AT_RISK', if(revenue > 1e5, 'AT_RISK', 'DANGLING'), if(revenue > 1e5, 'MODEL', 'GROWTH')),
    map('support.call', (score - 70) * 0.6, 'delivery', (score - 70) * 0.3, 'product.use', (score - 70) * 0.1), 70, ${random('trend')} * 10 - 5, 100 + 5 * day, 20 + day, ${segmentOf}, ${verticalOf}, ${regionOf},
    revenue, ${pick(['EUR', 'EUR', 'EUR', 'USD'], 'currency', 'a')}, concat('owner-', toString(a % 200)), if(band = 'AT_RISK', ['SCORE_BELOW'], []), a % 50 = 0 AND day > a % 90, 'DECAY', '2026-11-2', a % 4, n, a % 4, n, at
  FROM (
    SELECT number % ${accounts} AS a, ${first} + intDiv(number, ${accounts}) AS day, ${first * accounts} + number AS n, fromUnixTimestamp64Milli(toInt64(${end} - (${scoreDays} - day) * 86400000 + ${random('at', 'a')} * 3600000), 'UTC') AS at,
      greatest(5, least(98, 45 + 40 * ${random('level', 'a')} + 12 * ${random('week', 'a, intDiv(day, 7)')} - 4)) AS score, multiIf(score < 53, 'AT_RISK', score < 70, 'WATCH', 'HEALTHY') AS band,
      round(exp(8 + 6 * ${random('revenue', 'a')})) AS revenue
    FROM numbers(${30 * accounts})
  ) WHERE NOT (a % 8 = 3 AND day > 20 + a % 70)`

/** Each behind a contact of its account in the month in which it opened, so that its drivers are found there. */
const alertsOf = (alerts: number, each: number, accounts: number): string => `
  INSERT INTO alert_events (alert_id, sequence, status, kind, episode, severity, account_id, account_name, segment, region, annual_revenue, currency, score_before, score_after, \`drivers.driver\`, \`drivers.change\`,
    \`drivers.contribution\`, \`drivers.event_ids\`, owner, opened_at, at, outcome, cause, summary, model_version, record_partition, record_offset, recorded_at)
  SELECT concat('acc-', leftPad(toString(a), 7, '0'), '~', kind, '~', toString(n)), step, status, kind, n, 'HIGH', concat('acc-', leftPad(toString(a), 7, '0')), concat('Customer ', toString(a)), ${segmentOf}, ${regionOf}, 50000, 'EUR', 66, 48,
    ['support.call', 'delivery'], [-12, -6], [-12, -6], [[concat('evt-', toString(s))], [concat('evt-', toString(s))]], concat('owner-', toString(a % 200)), opened, opened + toIntervalHour((step - 1) * (1 + n % 20)),
    if(status = 'CLOSED', ${pick(['SAVED', 'NOT_SAVED', 'FALSE_ALARM'], 'outcome')}, NULL), 'EVENT', 'Down 18 points to 48: a support call and a delivery.', '2026-11-2', a % 4, n * 4 + step, opened
  FROM (
    SELECT number AS n, toUInt32(pow(${random('account', 's')}, 2) * ${accounts}) AS a, ${pick(['SCORE_BELOW', 'SCORE_DROP', 'LOW_SURVEY'], 'kind')} AS kind,
      fromUnixTimestamp64Milli(toInt64(${end - scoreDays * 86_400_000} + ${random('opened')} * ${scoreDays * 86_400_000}), 'UTC') AS opened,
      ${months - 1} - least(${scoreDays / 30 - 1}, intDiv(${end} - toUnixTimestamp64Milli(opened), ${30 * 86_400_000})) AS month, 100 * intDiv(month * ${each} + cityHash64(n, 'contact') % ${each}, 100) + 4 AS s,
      arrayJoin(multiIf(n % 10 < 1, [(1, 'OPENED')], n % 10 < 2, [(1, 'OPENED'), (2, 'ACKNOWLEDGED')], n % 10 < 7, [(1, 'OPENED'), (2, 'ACKNOWLEDGED'), (3, 'CLOSED')], [(1, 'OPENED'), (2, 'RESOLVED')])) AS pair,
      pair.1 AS step, pair.2 AS status
    FROM numbers(${alerts})
  )`

/** Of each alert that opened, to one subscription; one in twenty at the second attempt. */
const deliveries = `
  INSERT INTO delivery_attempts (alert_id, sequence, subscription, status, attempt, http_status, detail, duration_ms, at, record_partition, record_offset)
  SELECT alert_id, sequence, 'crm', status, attempt, if(status = 'failed', 503, 200), if(status = 'failed', 'HTTP 503', ''), 20 + record_offset % 100, alert_events.at + toIntervalSecond(attempt), record_partition, 2 * record_offset + attempt
  FROM (SELECT alert_id, sequence, alert_events.at AS at, record_partition, record_offset, arrayJoin(if(record_offset % 20 < 4, [('failed', 1), ('delivered', 2)], [('delivered', 1)])) AS pair, pair.1 AS status, pair.2 AS attempt
    FROM alert_events WHERE alert_events.status = 'OPENED') AS alert_events`

const failuresOf = (failures: number): string => `
  INSERT INTO failed_events (failure_id, at, step, code, reason, topic, topic_partition, topic_offset, topic_timestamp, key_base64, value_base64, attempts, record_partition, record_offset, recorded_at)
  SELECT concat(topic, ':', toString(n % 4), ':', toString(n)), failed_at, kind.1, kind.2, 'account.id: must name an account', topic, n % 4, n, failed_at, base64Encode(toString(n)), base64Encode(repeat(toString(n), 20)), 1, n % 4, n, failed_at
  FROM (
    SELECT number AS n, ${pick(['cx.touchpoints', 'cx.surveys', 'cx.crm'], 'topic')} AS topic, [('decode', 'avro.undecodable'), ('validate', 'time.in-future'), ('identify', 'account.missing')][1 + n % 3] AS kind,
      fromUnixTimestamp64Milli(toInt64(${end - scoreDays * 86_400_000} + ${random('failed')} * ${scoreDays * 86_400_000}), 'UTC') AS failed_at
    FROM numbers(${failures})
  )`

const goals = `
  INSERT INTO goals (metric, segment, region, target)
  VALUES ('NPS', '', '', 30), ('NPS', 'smb', '', 40), ('NPS', 'enterprise', 'Benelux', 35), ('CSAT', '', '', 80), ('CSAT', 'mid', '', 75), ('CES', '', '', 70), ('SCORE', '', '', 65), ('SCORE', 'enterprise', '', 70)`
