-- Answers and accounts are added up by metric, segment and region before goals are put beside them: joined one by one, each answer met every goal of its metric. Of 50 million interactions: the times in
-- README.md, "Measured". Replacing a view drops its columns' comments, so they are said again.
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
COMMENT 'Each goal against what was reached. Answers about the past and the present (TRANSACTION, RELATIONSHIP) are put together, unlike in nps, csat and ces; those about what might be (STUDY) are left out';

ALTER TABLE {database}.goals_against_actuals
    COMMENT COLUMN `metric` 'NPS, CSAT, CES or SCORE',
    COMMENT COLUMN `segment` 'CRM segment; empty: all accounts',
    COMMENT COLUMN `region` 'CRM region; empty: all regions',
    COMMENT COLUMN `target` 'To be reached, in the metric''s unit',
    COMMENT COLUMN `actual` 'Of the answers of the 90 days until the latest one, TRANSACTION and RELATIONSHIP together, without STUDY; for SCORE the open accounts'' mean now; null: nothing to go by',
    COMMENT COLUMN `n` 'Answers, or accounts, behind it, count',
    COMMENT COLUMN `gap` 'actual less target; null: no actual';
