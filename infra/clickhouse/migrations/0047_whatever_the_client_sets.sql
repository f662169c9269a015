-- These views failed where a client sets otherwise what they are written for.
CREATE OR REPLACE VIEW {database}.goals_against_actuals
AS SELECT goal.metric AS metric, goal.segment AS segment, goal.region AS region, goal.target AS target, if(sum(f.n) = 0, NULL, sum(f.total) / sum(f.n)) AS actual, sum(f.n) AS n, actual - target AS gap
FROM (SELECT metric, segment, region, target FROM {database}.goals FINAL) AS goal
LEFT JOIN (
    SELECT toString(survey_metric) AS metric, ifNull(toString(segment), '') AS segment, ifNull(toString(region), '') AS region,
        sum(multiIf(survey_metric = 'NPS', 100. * ((answer >= 9) - (answer <= 6)), survey_metric = 'CSAT', 100. * (goodness_percent >= 75), goodness_percent)) AS total, count() AS n
    FROM {database}.survey_answers WHERE survey_pattern != 'STUDY' AND occurred_at > (SELECT max(occurred_at) FROM {database}.survey_events WHERE survey_status = 'ANSWERED') - INTERVAL 90 DAY
    GROUP BY metric, segment, region
    UNION ALL
    SELECT 'SCORE', ifNull(toString(segment), ''), ifNull(toString(region), ''), sum(score), count() FROM {database}.accounts_now WHERE NOT is_closed GROUP BY 2, 3
) AS f ON f.metric = goal.metric AND (goal.segment = '' OR f.segment = goal.segment) AND (goal.region = '' OR f.region = goal.region)
GROUP BY goal.metric, goal.segment, goal.region, goal.target
SETTINGS join_use_nulls = 0, aggregate_functions_null_for_empty = 0
COMMENT 'Each goal against what was reached. Answers about the past and the present (TRANSACTION, RELATIONSHIP) are put together, unlike in nps, csat and ces; those about what might be (STUDY) are left out';

ALTER TABLE {database}.goals_against_actuals
    COMMENT COLUMN `metric` 'NPS, CSAT, CES or SCORE',
    COMMENT COLUMN `segment` 'CRM segment; empty: all accounts',
    COMMENT COLUMN `region` 'CRM region; empty: all regions',
    COMMENT COLUMN `target` 'To be reached, in the metric''s unit',
    COMMENT COLUMN `actual` 'Of the answers of the 90 days until the latest one, TRANSACTION and RELATIONSHIP together, without STUDY; for SCORE the open accounts'' mean now; null: nothing to go by',
    COMMENT COLUMN `n` 'Answers, or accounts, behind it, count',
    COMMENT COLUMN `gap` 'actual less target; null: no actual';

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
SETTINGS prefer_column_name_to_alias = 0
COMMENT 'Stage by touch point of the UTC days from_day to to_day: SELECT * FROM touch_point_corridor(from_day = ''2026-10-01'', to_day = ''2026-10-31''). contacts, failures (outcome FAILED, ABANDONED, ESCALATED or COMPLAINED), repeats (same account and touch point within 7 days after a failure), accounts: counts; mean_value: of the observations, by weight, 0 to 100, null: none';
