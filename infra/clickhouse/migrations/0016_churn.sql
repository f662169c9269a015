-- Closures come from the scores, whose records say whether CRM has closed the account.
CREATE VIEW IF NOT EXISTS {database}.account_closures
(
    account_id String COMMENT 'Account that CRM closed',
    closed_on Date COMMENT 'UTC day of the latest closing'
)
AS SELECT account_id, max(day) AS closed_on
FROM (
    SELECT account_id, d.day AS day, d.is_closed AS closed, lagInFrame(d.is_closed, 1, false) OVER (PARTITION BY account_id ORDER BY d.day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS closed_before
    FROM {database}.account_days AS d FINAL WHERE account_id IN (SELECT account_id FROM {database}.account_days WHERE is_closed)
)
WHERE closed AND NOT closed_before GROUP BY account_id
COMMENT 'When CRM closed which account, the latest time; also accounts that were opened again';

CREATE VIEW IF NOT EXISTS {database}.churn
(
    account_id String COMMENT 'Account that CRM closed',
    closed_on Date COMMENT 'UTC day on which it was closed, the first one after it was last open',
    score_90d_before Nullable(Float64) COMMENT 'Last score until the end of the day 90 days before, 0 to 100; null: it had none',
    score_60d_before Nullable(Float64) COMMENT 'The same 60 days before',
    score_30d_before Nullable(Float64) COMMENT 'The same 30 days before',
    score_7d_before Nullable(Float64) COMMENT 'The same 7 days before',
    first_alert_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Opening of the first alert within 180 days before, UTC; null: none',
    lead_days Nullable(Float64) COMMENT 'From that alert to closed_on, days; null: no alert'
)
AS SELECT c.account_id AS account_id, c.closed_on AS closed_on, s.s90 AS score_90d_before, s.s60 AS score_60d_before, s.s30 AS score_30d_before, s.s7 AS score_7d_before,
    a.first_at AS first_alert_at, (toUnixTimestamp64Milli(toDateTime64(c.closed_on, 3, 'UTC')) - toUnixTimestamp64Milli(a.first_at)) / 86400000 AS lead_days
FROM {database}.account_closures AS c
LEFT JOIN (
    SELECT d.account_id AS account_id, argMaxOrNullIf(d.score, d.at, d.day <= k.closed_on - 90) AS s90, argMaxOrNullIf(d.score, d.at, d.day <= k.closed_on - 60) AS s60,
        argMaxOrNullIf(d.score, d.at, d.day <= k.closed_on - 30) AS s30, argMaxOrNullIf(d.score, d.at, d.day <= k.closed_on - 7) AS s7
    FROM (SELECT account_id, d.day AS day, d.at AS at, d.score AS score FROM {database}.account_days AS d FINAL) AS d INNER JOIN {database}.account_closures AS k ON k.account_id = d.account_id
    GROUP BY d.account_id
) AS s ON s.account_id = c.account_id
LEFT JOIN (
    SELECT assumeNotNull(l.account_id) AS account_id, minOrNull(l.opened_at) AS first_at
    FROM {database}.alert_lives AS l INNER JOIN {database}.account_closures AS k ON k.account_id = l.account_id
    WHERE toDate(l.opened_at) BETWEEN k.closed_on - 180 AND k.closed_on
    GROUP BY account_id
) AS a ON a.account_id = c.account_id
COMMENT 'Accounts that CRM closed: what their score was before, and how early the first alert came';

CREATE VIEW IF NOT EXISTS {database}.churn_by_threshold
AS SELECT threshold, countIf(score < threshold) AS flagged, countIf(score < threshold AND leaves) AS flagged_and_closed, countIf(leaves) AS closed, count() AS accounts,
    if(flagged = 0, NULL, 100 * flagged_and_closed / flagged) AS precision_percent, if(closed = 0, NULL, 100 * flagged_and_closed / closed) AS recall_percent
FROM (
    SELECT o.score AS score, c.closed_on > {day:Date} AND c.closed_on <= {day:Date} + {horizon_days:UInt16} AS leaves
    FROM (SELECT account_id, argMax(d.score, (d.day, d.record_offset)) AS score, argMax(d.is_closed, (d.day, d.record_offset)) AS closed
        FROM {database}.account_days AS d WHERE d.day <= {day:Date} GROUP BY account_id HAVING NOT closed) AS o
    LEFT JOIN {database}.account_closures AS c ON c.account_id = o.account_id
)
ARRAY JOIN range(5, 101, 5) AS threshold
GROUP BY threshold ORDER BY threshold
COMMENT 'How well a score below a line foretold that CRM closed the account: SELECT * FROM churn_by_threshold(day = ''2026-07-01'', horizon_days = 90). Of the accounts that were open at the end of day (UTC): flagged have a score below threshold, closed were closed within horizon_days after it; precision: share of the flagged that closed; recall: share of the closed that were flagged, percent, null without any';
