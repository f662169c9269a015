-- A survey may ask more than one question (a metric each): whether one of them was answered says nothing of the others, and people got one survey, not several.
CREATE OR REPLACE VIEW {database}.survey_invitations
(
    occurred_at DateTime64(3, 'UTC') COMMENT 'When it was first sent, UTC',
    survey_metric LowCardinality(String) COMMENT 'NPS, CSAT, CES or RATING: what the question is',
    survey_pattern LowCardinality(String) COMMENT 'TRANSACTION (past), RELATIONSHIP (present) or STUDY (potential)',
    account_id String COMMENT 'Account',
    survey_id String COMMENT 'Survey',
    contact_id Nullable(String) COMMENT 'Person; null: not named',
    touch_point LowCardinality(Nullable(String)) COMMENT 'Touch point; null: none',
    stage LowCardinality(Nullable(String)) COMMENT 'Life-cycle stage; null: not known',
    channel LowCardinality(Nullable(String)) COMMENT 'Channel; null: not known',
    location LowCardinality(Nullable(String)) COMMENT 'Location; null: not known',
    segment LowCardinality(Nullable(String)) COMMENT 'CRM segment at that time; null: not known',
    vertical LowCardinality(Nullable(String)) COMMENT 'CRM vertical market at that time; null: not known',
    region LowCardinality(Nullable(String)) COMMENT 'CRM region at that time; null: not known',
    is_answered Bool COMMENT 'Whether an answer to this question has come, in figures or in words, at any time'
)
AS SELECT t.occurred_at AS occurred_at, survey_metric, survey_pattern, account_id, survey_id, contact_id, touch_point, stage, channel, location, segment, vertical, region,
    toBool((account_id, survey_id, survey_metric) IN (SELECT account_id, survey_id, survey_metric FROM {database}.survey_events WHERE survey_status = 'ANSWERED')) AS is_answered
FROM {database}.survey_events AS t
WHERE survey_status = 'SENT'
ORDER BY t.occurred_at LIMIT 1 BY account_id, survey_id, survey_metric
COMMENT 'Every question of a survey that was sent, once, and whether it was answered: a survey that asks for two metrics has two rows';

CREATE OR REPLACE VIEW {database}.survey_fatigue
AS SELECT month, segment, count() AS invitations, countIf(within > {max_surveys:UInt32}) AS over_limit, countIf(gap_days < {min_gap_days:UInt32}) AS too_soon,
    uniqExact(contact_id) AS contacts, uniqExactIf(contact_id, within > {max_surveys:UInt32}) AS contacts_over_limit
FROM (
    SELECT toStartOfMonth(toDate(sent_at)) AS month, segment, contact_id,
        count() OVER (PARTITION BY contact_id ORDER BY toUnixTimestamp(sent_at) RANGE BETWEEN {per_seconds:UInt32} PRECEDING AND CURRENT ROW) AS within,
        if(row_number() OVER (PARTITION BY contact_id ORDER BY toUnixTimestamp(sent_at) ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) = 1, 1e9,
            toFloat64(toUnixTimestamp64Milli(sent_at) - lagInFrame(toUnixTimestamp64Milli(sent_at)) OVER (PARTITION BY contact_id ORDER BY toUnixTimestamp(sent_at) ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) / 86400000) AS gap_days
    FROM (SELECT contact_id, segment, t.occurred_at AS sent_at
        FROM {database}.survey_events AS t WHERE survey_status = 'SENT' AND contact_id IS NOT NULL ORDER BY t.occurred_at LIMIT 1 BY contact_id, survey_id)
)
GROUP BY month, segment
COMMENT 'Surveys sent to people who had enough of them, by month and segment: SELECT * FROM survey_fatigue(max_surveys = 2, per_seconds = 2592000, min_gap_days = 7), the figures of the model''s contactFrequency. A survey counts once for a person, when it was first sent, however many questions it asks. invitations: surveys sent, count; over_limit: those that made it more than max_surveys within per_seconds; too_soon: less than min_gap_days after the one before; contacts: people, count; contacts_over_limit: those with a survey over the limit';

-- A dimension that there is none of gave one group of everything. Of ces: 0043.
CREATE OR REPLACE VIEW {database}.nps
AS SELECT `group`, pattern, n, promoters, passives, detractors, nps, centre, low, high, invitations, response_rate_percent
FROM (SELECT `group`, pattern, n, invitations, if(invitations = 0, NULL, 100 * answered / invitations) AS response_rate_percent,
    promoters, passives, detractors, 100 * (toInt64(promoters) - toInt64(detractors)) / n AS nps,
    100 * (toInt64(promoters) - toInt64(detractors)) / (n + 3) AS centre,
    196 * sqrt(((promoters + detractors + 1.5) / (n + 3) - pow(centre / 100, 2)) / (n + 3)) AS half, greatest(centre - half, -100.) AS low, least(centre + half, 100.) AS high
  FROM (
    SELECT multiIf({dimension:String} = 'touch_point', toString(touch_point), {dimension:String} = 'stage', toString(stage), {dimension:String} = 'channel', toString(channel), {dimension:String} = 'location', toString(location), {dimension:String} = 'segment', toString(segment), {dimension:String} = 'vertical', toString(vertical), {dimension:String} = 'region', toString(region), CAST(NULL, 'Nullable(String)')) AS `group`, survey_pattern AS pattern, countIf(a.kind = 1) AS n, countIf(a.kind = 0) AS invitations, countIf(a.kind = 0 AND is_answered) AS answered,
        countIf(a.kind = 1 AND answer >= 9) AS promoters, countIf(a.kind = 1 AND answer > 6 AND answer < 9) AS passives, countIf(a.kind = 1 AND answer <= 6) AS detractors
    FROM (
        SELECT 1 AS kind, occurred_at, survey_metric, survey_pattern, answer, goodness_percent, false AS is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_answers
        UNION ALL
        SELECT 0, occurred_at, survey_metric, survey_pattern, 0, 0, is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_invitations
    ) AS a
    WHERE NOT throwIf({dimension:String} NOT IN ('all', 'touch_point', 'stage', 'channel', 'location', 'segment', 'vertical', 'region'), 'dimension is one of all, touch_point, stage, channel, location, segment, vertical, region')
        AND survey_metric = 'NPS' AND toDate(occurred_at) BETWEEN {from_day:Date} AND {to_day:Date}
    GROUP BY `group`, pattern
  ) WHERE n > 0)
COMMENT 'NPS, 0 to 10: promoters 9 and 10, detractors 0 to 6, by group and pattern, of the UTC days from_day to to_day, both included: SELECT * FROM nps(dimension = ''segment'', from_day = ''2026-10-01'', to_day = ''2026-10-31''). dimension: all (no groups), touch_point, stage, channel, location, segment, vertical or region. A group without an answer has no row: survey_invitations has what was sent. group: The group; null: not named; pattern: TRANSACTION (past), RELATIONSHIP (present) or STUDY (potential); n: Answers in figures, a corrected one once, count; promoters: Answers of 9 and 10, count; passives: Answers between 6 and 9, count; detractors: Answers of 0 to 6, count; nps: Net promoter score, -100 to 100: share of promoters less share of detractors, in points; centre: Centre of the interval, points: the same with 3/4 promoters, 3/4 detractors and 1 1/2 passives added; low: Lower end of the 95 % interval (adjusted Wald, z = 1.96), at least -100; high: Upper end, at most 100; invitations: Surveys sent, count; response_rate_percent: Share of the invitations that were answered until now, percent; null: none was sent';

CREATE OR REPLACE VIEW {database}.csat
AS SELECT `group`, pattern, n, satisfied, csat_percent, low, high, invitations, response_rate_percent
FROM (SELECT `group`, pattern, n, invitations, if(invitations = 0, NULL, 100 * answered / invitations) AS response_rate_percent,
    satisfied, 100 * satisfied / n AS csat_percent, (satisfied / n + 3.8416 / (2 * n)) / (1 + 3.8416 / n) AS middle,
    1.96 / (1 + 3.8416 / n) * sqrt(satisfied / n * (1 - satisfied / n) / n + 3.8416 / (4 * n * n)) AS half,
    greatest(100 * (middle - half), 0.) AS low, least(100 * (middle + half), 100.) AS high
  FROM (
    SELECT multiIf({dimension:String} = 'touch_point', toString(touch_point), {dimension:String} = 'stage', toString(stage), {dimension:String} = 'channel', toString(channel), {dimension:String} = 'location', toString(location), {dimension:String} = 'segment', toString(segment), {dimension:String} = 'vertical', toString(vertical), {dimension:String} = 'region', toString(region), CAST(NULL, 'Nullable(String)')) AS `group`, survey_pattern AS pattern, countIf(a.kind = 1) AS n, countIf(a.kind = 0) AS invitations, countIf(a.kind = 0 AND is_answered) AS answered,
        countIf(a.kind = 1 AND goodness_percent >= 75) AS satisfied
    FROM (
        SELECT 1 AS kind, occurred_at, survey_metric, survey_pattern, answer, goodness_percent, false AS is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_answers
        UNION ALL
        SELECT 0, occurred_at, survey_metric, survey_pattern, 0, 0, is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_invitations
    ) AS a
    WHERE NOT throwIf({dimension:String} NOT IN ('all', 'touch_point', 'stage', 'channel', 'location', 'segment', 'vertical', 'region'), 'dimension is one of all, touch_point, stage, channel, location, segment, vertical, region')
        AND survey_metric = 'CSAT' AND toDate(occurred_at) BETWEEN {from_day:Date} AND {to_day:Date}
    GROUP BY `group`, pattern
  ) WHERE n > 0)
COMMENT 'CSAT: share of satisfied answers, by group and pattern, of the UTC days from_day to to_day, both included: SELECT * FROM csat(dimension = ''segment'', from_day = ''2026-10-01'', to_day = ''2026-10-31''). dimension: all (no groups), touch_point, stage, channel, location, segment, vertical or region. A group without an answer has no row: survey_invitations has what was sent. group: The group; null: not named; pattern: TRANSACTION (past), RELATIONSHIP (present) or STUDY (potential); n: Answers in figures, a corrected one once, count; satisfied: Answers in the upper quarter of their scale (4 and 5 of 1 to 5), count; csat_percent: Share of satisfied answers, percent; low: Lower end of the 95 % interval (Wilson, z = 1.96), percent; high: Upper end, percent; invitations: Surveys sent, count; response_rate_percent: Share of the invitations that were answered until now, percent; null: none was sent';

-- The mean of no observation is null, not NaN: a tool that adds up or sorts takes NaN for a value.
CREATE OR REPLACE VIEW {database}.touch_point_corridor
AS SELECT stage, touch_point, sum(p.contacts) AS contacts, sum(p.failures) AS failures, 100 * failures / contacts AS failure_percent,
    sum(p.repeats) AS repeats, 100 * repeats / contacts AS repeat_percent, sum(p.accounts) AS accounts, sum(p.value_sum) / nullIf(sum(p.weight_sum), 0) AS mean_value
FROM (
    SELECT t.stage AS stage, assumeNotNull(t.touch_point) AS touch_point, count() AS contacts, countIf(ifNull(outcome IN ('FAILED', 'ABANDONED', 'ESCALATED', 'COMPLAINED'), false)) AS failures, 0 AS repeats,
        uniqExact(account_id) AS accounts, sum(ifNull(observation_value * observation_weight, 0)) AS value_sum, sum(ifNull(observation_weight, 0)) AS weight_sum
    FROM {database}.interactions AS t
    WHERE kind = 'TOUCH_POINT' AND t.touch_point IS NOT NULL AND occurred_at >= toDateTime64({from_day:Date}, 3, 'UTC') AND occurred_at < toDateTime64({to_day:Date} + 1, 3, 'UTC')
        AND (cityHash64(account_id, event_id), xxHash64(account_id, event_id)) NOT IN (SELECT cityHash64(account_id, event_id), xxHash64(account_id, event_id) FROM {database}.superseded_events)
    GROUP BY stage, touch_point
    UNION ALL
    SELECT c.stage AS stage, c.touch_point AS touch_point, 0, 0, count(), 0, 0, 0
    FROM (
        SELECT account_id, t.stage AS stage, assumeNotNull(t.touch_point) AS touch_point, occurred_at
        FROM {database}.interactions AS t
        PREWHERE kind = 'TOUCH_POINT' AND occurred_at >= toDateTime64({from_day:Date}, 3, 'UTC') AND occurred_at < toDateTime64({to_day:Date} + 1, 3, 'UTC')
            AND t.touch_point IN (SELECT DISTINCT t.touch_point FROM {database}.interactions AS t WHERE kind = 'TOUCH_POINT' AND outcome IN ('FAILED', 'ABANDONED', 'ESCALATED', 'COMPLAINED')
                AND occurred_at >= toDateTime64({from_day:Date}, 3, 'UTC') - INTERVAL 7 DAY AND occurred_at < toDateTime64({to_day:Date} + 1, 3, 'UTC'))
        WHERE (cityHash64(account_id, event_id), xxHash64(account_id, event_id)) NOT IN (SELECT cityHash64(account_id, event_id), xxHash64(account_id, event_id) FROM {database}.superseded_events)
    ) AS c
    ASOF INNER JOIN (
        SELECT account_id, assumeNotNull(t.touch_point) AS touch_point, occurred_at
        FROM {database}.interactions AS t
        PREWHERE kind = 'TOUCH_POINT' AND t.touch_point IS NOT NULL AND outcome IN ('FAILED', 'ABANDONED', 'ESCALATED', 'COMPLAINED')
            AND occurred_at >= toDateTime64({from_day:Date}, 3, 'UTC') - INTERVAL 7 DAY AND occurred_at < toDateTime64({to_day:Date} + 1, 3, 'UTC')
        WHERE (cityHash64(account_id, event_id), xxHash64(account_id, event_id)) NOT IN (SELECT cityHash64(account_id, event_id), xxHash64(account_id, event_id) FROM {database}.superseded_events)
    ) AS f ON f.account_id = c.account_id AND f.touch_point = c.touch_point AND f.occurred_at < c.occurred_at
    WHERE f.occurred_at >= c.occurred_at - INTERVAL 7 DAY
    GROUP BY stage, touch_point
) AS p
GROUP BY stage, touch_point
COMMENT 'Stage by touch point of the UTC days from_day to to_day: SELECT * FROM touch_point_corridor(from_day = ''2026-10-01'', to_day = ''2026-10-31''). contacts, failures (outcome FAILED, ABANDONED, ESCALATED or COMPLAINED), repeats (same account and touch point within 7 days after a failure), accounts: counts; mean_value: of the observations, by weight, 0 to 100, null: none';
