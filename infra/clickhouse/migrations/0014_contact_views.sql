-- A failure is an outcome that says so. A repeat: the same account at the same touch point again, within 7 days after a failure there.
-- What corrections replaced is left out.
CREATE VIEW IF NOT EXISTS {database}.touch_point_corridor
AS SELECT stage, touch_point, countIf(in_period) AS contacts, countIf(in_period AND failed) AS failures, 100 * failures / contacts AS failure_percent,
    countIf(in_period AND after_failure) AS repeats, 100 * repeats / contacts AS repeat_percent, uniqExactIf(account_id, in_period) AS accounts,
    sumIf(value * weight, in_period) / sumIf(weight, in_period) AS mean_value
FROM (
    SELECT account_id, t.stage AS stage, assumeNotNull(t.touch_point) AS touch_point, toDate(occurred_at) >= {from_day:Date} AS in_period,
        ifNull(outcome IN ('FAILED', 'ABANDONED', 'ESCALATED', 'COMPLAINED'), false) AS failed, ifNull(observation_value, 0) AS value, ifNull(observation_weight, 0) AS weight,
        ifNull(maxOrNull(if(failed, occurred_at, NULL)) OVER (PARTITION BY account_id, t.touch_point ORDER BY occurred_at, event_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            >= occurred_at - INTERVAL 7 DAY, false) AS after_failure
    FROM {database}.interactions AS t
    WHERE kind = 'TOUCH_POINT' AND t.touch_point IS NOT NULL AND occurred_at >= toDateTime64({from_day:Date}, 3, 'UTC') - INTERVAL 7 DAY
        AND occurred_at < toDateTime64({to_day:Date} + 1, 3, 'UTC') AND (account_id, event_id) NOT IN (SELECT account_id, event_id FROM {database}.superseded_events)
)
GROUP BY stage, touch_point HAVING contacts > 0
COMMENT 'Stage by touch point of the UTC days from_day to to_day: SELECT * FROM touch_point_corridor(from_day = ''2026-10-01'', to_day = ''2026-10-31''). contacts, failures (outcome FAILED, ABANDONED, ESCALATED or COMPLAINED), repeats (same account and touch point within 7 days after a failure), accounts: counts; mean_value: of the observations, by weight, 0 to 100, not a number where there is none';

CREATE VIEW IF NOT EXISTS {database}.survey_fatigue
AS SELECT month, segment, count() AS invitations, countIf(within > {max_surveys:UInt32}) AS over_limit, countIf(gap_days < {min_gap_days:UInt32}) AS too_soon,
    uniqExact(contact_id) AS contacts, uniqExactIf(contact_id, within > {max_surveys:UInt32}) AS contacts_over_limit
FROM (
    SELECT toStartOfMonth(toDate(occurred_at)) AS month, segment, contact_id,
        count() OVER (PARTITION BY contact_id ORDER BY toUnixTimestamp(occurred_at) RANGE BETWEEN {per_seconds:UInt32} PRECEDING AND CURRENT ROW) AS within,
        if(row_number() OVER (PARTITION BY contact_id ORDER BY toUnixTimestamp(occurred_at) ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) = 1, 1e9,
            toFloat64(toUnixTimestamp64Milli(occurred_at) - lagInFrame(toUnixTimestamp64Milli(occurred_at)) OVER (PARTITION BY contact_id ORDER BY toUnixTimestamp(occurred_at) ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) / 86400000) AS gap_days
    FROM {database}.survey_invitations WHERE contact_id IS NOT NULL
)
GROUP BY month, segment
COMMENT 'Surveys sent to people who had enough of them, by month and segment: SELECT * FROM survey_fatigue(max_surveys = 2, per_seconds = 2592000, min_gap_days = 7), the figures of the model''s contactFrequency. over_limit: invitations that made it more than max_surveys within per_seconds; too_soon: less than min_gap_days after the one before; contacts: people, count';

CREATE VIEW IF NOT EXISTS {database}.interactions_by_local_day
AS SELECT toDate(toTimeZone(occurred_at, {time_zone:String})) AS local_day, toHour(toTimeZone(occurred_at, {time_zone:String})) AS local_hour, *
FROM {database}.interactions
COMMENT 'Interactions with the day and hour at a place: SELECT * FROM interactions_by_local_day(time_zone = ''Europe/Madrid''). local_day, local_hour: of occurred_at there, daylight saving time included; the other columns are those of interactions';
