import type { ClickHouseClient } from '@clickhouse/client'

/** Words that a row's number picks from, so that the same numbers give the same rows. */
const pick = (words: readonly string[], by: string) => `[${words.map((word) => `'${word}'`).join()}][1 + ${by} % ${words.length}]`
const touchPoints = ['delivery', 'support.call', 'support.resolution', 'product.use', 'billing.invoice', 'onboarding', 'store.visit']
const perInsert = 500_000
const end = "toDateTime64('2026-11-24 00:00:00', 3, 'UTC')"

/** A company of so many accounts with a year behind it: interactions, a score a day for each account, alerts of every tenth. A tenth of the interactions are surveys. */
export async function fillTables(client: ClickHouseClient, accounts: number, interactions: number): Promise<void> {
  const run = (query: string) => client.command({ query, clickhouse_settings: { insert_deduplicate: 0, max_partitions_per_insert_block: '100' } })
  const origin = (offset: string) => `0 AS log_partition, ${offset} AS log_offset, 0 AS record_partition, ${offset} AS record_offset, ${end} AS recorded_at`
  for (let from = 0; from < interactions; from += perInsert) {
    await run(`INSERT INTO interactions (account_id, event_id, kind, occurred_at, received_at, source, contact_id, touch_point, directness, stage, channel, outcome, survey_id, survey_status, survey_pattern, survey_metric, survey_score,
        survey_scale_min, survey_scale_max, survey_higher_is_better, text, driver, observation_value, observation_weight, segment, vertical, region, score_after, model_version, log_partition, log_offset, record_partition, record_offset, recorded_at)
      SELECT concat('acc-', toString(cityHash64(number) % ${accounts})), concat('e-', toString(number)), if(number % 10 = 0, 'SURVEY', 'TOUCH_POINT'), ${end} - toIntervalSecond(cityHash64(number, 1) % 31536000) AS at, at,
        ${pick(['crm', 'shop', 'helpdesk', 'carrier'], 'cityHash64(number, 2)')}, concat('contact-', toString(cityHash64(number) % 30000)), ${pick(touchPoints, 'cityHash64(number, 3)')}, 'DIRECT', ${pick(['AWARE', 'BUY', 'USE', 'SUPPORT'], 'cityHash64(number, 4)')},
        ${pick(['web', 'phone', 'email'], 'cityHash64(number, 5)')}, ${pick(['SUCCEEDED', 'FAILED', 'COMPLAINED', 'PRAISED'], 'cityHash64(number, 6)')},
        if(number % 10 = 0, concat('q-', toString(number)), NULL), if(number % 10 = 0, 'ANSWERED', NULL), if(number % 10 = 0, 'TRANSACTION', NULL), if(number % 10 = 0, 'NPS', NULL), if(number % 10 = 0, toFloat64(cityHash64(number, 7) % 11), NULL),
        if(number % 10 = 0, 0, NULL), if(number % 10 = 0, 10, NULL), if(number % 10 = 0, true, NULL), if(number % 5 = 0, 'Nobody called back, and the pallets were late again.', NULL), ${pick(touchPoints, 'cityHash64(number, 3)')} AS driver,
        toFloat64(cityHash64(number, 8) % 100), 1.5, ${pick(['smb', 'enterprise', 'mid'], `cityHash64(number) % ${accounts}`)}, 'retail', ${pick(['north', 'south'], `cityHash64(number) % ${accounts}`)}, 60, 'm1', ${origin('number')}
      FROM numbers(${from}, ${Math.min(perInsert, interactions - from)})`)
  }
  const days = 365
  for (let day = 0; day < days; day += 60) {
    await run(`INSERT INTO score_history (account_id, at, score, evidence, band, drivers, prior, contacts, observations, segment, vertical, region, annual_revenue, currency, owner, open_alerts, cause, model_version, log_partition, log_offset, record_partition, record_offset, recorded_at)
      SELECT concat('acc-', toString(number % ${accounts})), ${end} - toIntervalDay(${days} - 1 - intDiv(number, ${accounts})), toFloat64(30 + cityHash64(number) % 60) AS score, 8, if(score < 53, 'AT_RISK', if(score < 70, 'WATCH', 'HEALTHY')),
        map(${touchPoints.map((name, i) => `'${name}', toFloat64(cityHash64(number, ${i}) % 20) - 10`).join()}), 70, 500, 500, ${pick(['smb', 'enterprise', 'mid'], `number % ${accounts}`)}, 'retail', ${pick(['north', 'south'], `number % ${accounts}`)},
        toFloat64(10000 + cityHash64(number % ${accounts}) % 500000), ${pick(['EUR', 'USD'], `number % ${accounts}`)}, concat('owner-', toString(number % 30)), [], 'EVENT', 'm1', ${origin('number')}
      FROM numbers(${day * accounts}, ${Math.min(60, days - day) * accounts})`)
  }
  await run(`INSERT INTO alert_events (alert_id, sequence, status, kind, episode, severity, account_id, account_name, segment, \`drivers.driver\`, \`drivers.change\`, \`drivers.contribution\`, \`drivers.event_ids\`, owner, escalation_level, notify, opened_at, at, cause,
      summary, model_version, log_partition, log_offset, record_partition, record_offset, recorded_at)
    SELECT concat('acc-', toString(number * 7), '~', if(number % 2 = 0, 'SCORE_DROP', 'SCORE_BELOW'), '~1'), 1, 'OPENED', if(number % 2 = 0, 'SCORE_DROP', 'SCORE_BELOW'), 1, 'HIGH', concat('acc-', toString(number * 7)), 'Acme', 'smb',
      ['support.call', 'delivery'], [-12.5, -6.5], [-12.5, -6.5], [[concat('e-', toString(number))], []], concat('owner-', toString(number % 30)), 0, [], ${end} - toIntervalHour(number % 2000), ${end} - toIntervalHour(number % 2000), 'EVENT',
      'Down 19 points in 7 days to 52.', 'm1', ${origin('number')} FROM numbers(${Math.floor(accounts / 7)})`)
}
