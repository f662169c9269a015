CREATE TABLE IF NOT EXISTS {database}.goals
(
    metric     LowCardinality(String) COMMENT 'NPS, CSAT (percent satisfied), CES (mean ease, 0 to 100) or SCORE (mean score, 0 to 100)',
    segment    LowCardinality(String) COMMENT 'CRM segment; empty: all accounts',
    region     LowCardinality(String) COMMENT 'CRM region; empty: all regions',
    target     Float64                COMMENT 'To be reached, in the metric''s unit',
    noted_at   DateTime64(3, 'UTC') DEFAULT now64(3) COMMENT 'When the goal was set, UTC; the latest one holds'
)
ENGINE = ReplacingMergeTree(noted_at)
ORDER BY (metric, segment, region)
SETTINGS non_replicated_deduplication_window = 40000
COMMENT 'What the company wants to reach. Set a goal by inserting a row; the latest of its metric, segment and region holds';

CREATE VIEW IF NOT EXISTS {database}.goals_against_actuals
(
    metric LowCardinality(String) COMMENT 'NPS, CSAT, CES or SCORE',
    segment LowCardinality(String) COMMENT 'CRM segment; empty: all accounts',
    region LowCardinality(String) COMMENT 'CRM region; empty: all regions',
    target Float64 COMMENT 'To be reached, in the metric''s unit',
    actual Nullable(Float64) COMMENT 'Of the answers of the 90 days until the latest one, all patterns but STUDY; for SCORE the open accounts'' mean now; null: nothing to go by',
    n UInt64 COMMENT 'Answers, or accounts, behind it, count',
    gap Nullable(Float64) COMMENT 'actual less target; null: no actual'
)
AS SELECT goal.metric AS metric, goal.segment AS segment, goal.region AS region, goal.target AS target, if(count(f.value) = 0, NULL, avg(f.value)) AS actual, count(f.value) AS n, actual - target AS gap
FROM (SELECT metric, segment, region, target FROM {database}.goals FINAL) AS goal
LEFT JOIN (
    SELECT toString(survey_metric) AS metric, ifNull(toString(segment), '') AS segment, ifNull(toString(region), '') AS region,
        toNullable(multiIf(survey_metric = 'NPS', 100. * ((answer >= 9) - (answer <= 6)), survey_metric = 'CSAT', 100. * (goodness_percent >= 75), goodness_percent)) AS value
    FROM {database}.survey_answers WHERE survey_pattern != 'STUDY' AND occurred_at > (SELECT max(occurred_at) FROM {database}.survey_events WHERE survey_status = 'ANSWERED') - INTERVAL 90 DAY
    UNION ALL
    SELECT 'SCORE', ifNull(toString(segment), ''), ifNull(toString(region), ''), toNullable(score) FROM {database}.accounts_now WHERE NOT is_closed
) AS f ON f.metric = goal.metric AND (goal.segment = '' OR f.segment = goal.segment) AND (goal.region = '' OR f.region = goal.region)
GROUP BY goal.metric, goal.segment, goal.region, goal.target
COMMENT 'Each goal against what was reached';
