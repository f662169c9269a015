CREATE VIEW IF NOT EXISTS {database}.bands_by_day
(
    day Date COMMENT 'UTC day',
    segment LowCardinality(Nullable(String)) COMMENT 'CRM segment; null: not known',
    region LowCardinality(Nullable(String)) COMMENT 'CRM region; null: not known',
    score_bucket UInt8 COMMENT 'Lower end of ten score points: 0 for 0 to below 10, … 90 for 90 to 100',
    band LowCardinality(String) COMMENT 'UNKNOWN, AT_RISK, WATCH or HEALTHY',
    accounts UInt64 COMMENT 'Open accounts, count',
    mean_score Float64 COMMENT 'Their mean score, 0 to 100'
)
AS SELECT day, segment, region, toUInt8(least(90, 10 * intDiv(toUInt8(score), 10))) AS score_bucket, band, count() AS accounts, avg(score) AS mean_score
FROM {database}.account_snapshots WHERE NOT is_closed
GROUP BY day, segment, region, score_bucket, band
COMMENT 'Distribution of scores and bands at the end of each UTC day';

CREATE VIEW IF NOT EXISTS {database}.revenue_at_risk_by_day
(
    day Date COMMENT 'UTC day',
    currency LowCardinality(Nullable(String)) COMMENT 'ISO 4217 code of the revenues; sums over several currencies mean nothing; null: CRM names none',
    segment LowCardinality(Nullable(String)) COMMENT 'CRM segment; null: not known',
    region LowCardinality(Nullable(String)) COMMENT 'CRM region; null: not known',
    accounts UInt64 COMMENT 'Open accounts with a revenue, count',
    accounts_at_risk UInt64 COMMENT 'Those of band AT_RISK, count',
    annual_revenue Float64 COMMENT 'Revenue a year of all, in currency',
    revenue_at_risk Float64 COMMENT 'Revenue a year of those of band AT_RISK, in currency'
)
AS SELECT day, currency, segment, region, count() AS accounts, countIf(band = 'AT_RISK') AS accounts_at_risk, sum(assumeNotNull(t.annual_revenue)) AS annual_revenue,
    sumIf(assumeNotNull(t.annual_revenue), band = 'AT_RISK') AS revenue_at_risk
FROM {database}.account_snapshots AS t WHERE NOT is_closed AND t.annual_revenue IS NOT NULL
GROUP BY day, currency, segment, region
COMMENT 'Revenue a year of accounts at risk at the end of each UTC day, by currency';

CREATE VIEW IF NOT EXISTS {database}.quadrant_matrix
(
    quadrant LowCardinality(Nullable(String)) COMMENT 'MODEL, GROWTH, AT_RISK or DANGLING; null: band unknown or no revenue',
    segment LowCardinality(Nullable(String)) COMMENT 'CRM segment; null: not known',
    currency LowCardinality(Nullable(String)) COMMENT 'ISO 4217 code of the revenues; null: not known',
    accounts UInt64 COMMENT 'Open accounts now, count',
    annual_revenue Nullable(Float64) COMMENT 'Revenue a year, in currency; null: of none is it known',
    mean_score Float64 COMMENT 'Mean score, 0 to 100'
)
AS SELECT quadrant, segment, currency, count() AS accounts, sum(t.annual_revenue) AS annual_revenue, avg(score) AS mean_score
FROM {database}.accounts_now AS t WHERE NOT is_closed
GROUP BY quadrant, segment, currency
COMMENT 'Accounts and revenue by quadrant (score against revenue), now';

CREATE VIEW IF NOT EXISTS {database}.accounts_on
AS SELECT account_id, argMax(d.at, (d.day, d.record_offset)) AS at, argMax(d.score, (d.day, d.record_offset)) AS score, argMax(d.band, (d.day, d.record_offset)) AS band,
    argMax(tuple(d.quadrant), (d.day, d.record_offset)).1 AS quadrant, argMax(d.drivers, (d.day, d.record_offset)) AS drivers, argMax(d.prior, (d.day, d.record_offset)) AS prior,
    argMax(tuple(d.segment), (d.day, d.record_offset)).1 AS segment, argMax(tuple(d.region), (d.day, d.record_offset)).1 AS region,
    argMax(tuple(d.annual_revenue), (d.day, d.record_offset)).1 AS annual_revenue, argMax(tuple(d.currency), (d.day, d.record_offset)).1 AS currency, argMax(d.is_closed, (d.day, d.record_offset)) AS is_closed
FROM {database}.account_days AS d WHERE d.day <= {day:Date}
GROUP BY account_id
COMMENT 'Every account as it stood at the end of a UTC day: SELECT * FROM accounts_on(day = ''2026-10-01'')';

CREATE VIEW IF NOT EXISTS {database}.quadrant_movements
AS SELECT b.quadrant AS from_quadrant, a.quadrant AS to_quadrant, a.segment AS segment, a.currency AS currency, count() AS accounts, sum(a.annual_revenue) AS annual_revenue, avg(a.score - b.score) AS mean_change
FROM (SELECT account_id, argMax(d.score, (d.day, d.record_offset)) AS score, argMax(tuple(d.quadrant), (d.day, d.record_offset)).1 AS quadrant
    FROM {database}.account_days AS d WHERE d.day <= {from_day:Date} GROUP BY account_id) AS b
INNER JOIN (SELECT account_id, argMax(d.score, (d.day, d.record_offset)) AS score, argMax(tuple(d.quadrant), (d.day, d.record_offset)).1 AS quadrant,
        argMax(tuple(d.segment), (d.day, d.record_offset)).1 AS segment, argMax(tuple(d.currency), (d.day, d.record_offset)).1 AS currency,
        argMax(tuple(d.annual_revenue), (d.day, d.record_offset)).1 AS annual_revenue
    FROM {database}.account_days AS d WHERE d.day <= {to_day:Date} GROUP BY account_id) AS a ON a.account_id = b.account_id
GROUP BY from_quadrant, to_quadrant, segment, currency
COMMENT 'Accounts by their quadrant at the end of from_day and of to_day (UTC): SELECT * FROM quadrant_movements(from_day = ''2026-09-01'', to_day = ''2026-10-01''). annual_revenue: a year, in currency, at to_day; mean_change: of the score, points';

CREATE VIEW IF NOT EXISTS {database}.driver_impact
AS SELECT segment, driver, sum(moved) / any(all_accounts) AS mean_points, countIf(abs(moved) > 1e-9) AS accounts_moved, any(all_accounts) AS accounts
FROM (
    SELECT a.segment AS segment, count() OVER (PARTITION BY a.segment) AS all_accounts, arrayDistinct(arrayConcat(mapKeys(a.drivers), mapKeys(b.drivers), ['prior'])) AS names,
        arrayMap(name -> if(name = 'prior', a.prior - b.prior, a.drivers[name] - b.drivers[name]), names) AS changes
    FROM (SELECT account_id, argMax(d.drivers, (d.day, d.record_offset)) AS drivers, argMax(d.prior, (d.day, d.record_offset)) AS prior
        FROM {database}.account_days AS d WHERE d.day <= {from_day:Date} GROUP BY account_id) AS b
    INNER JOIN (SELECT account_id, argMax(d.drivers, (d.day, d.record_offset)) AS drivers, argMax(d.prior, (d.day, d.record_offset)) AS prior, argMax(tuple(d.segment), (d.day, d.record_offset)).1 AS segment
        FROM {database}.account_days AS d WHERE d.day <= {to_day:Date} GROUP BY account_id) AS a ON a.account_id = b.account_id
)
ARRAY JOIN names AS driver, changes AS moved
GROUP BY segment, driver
COMMENT 'Which driver moved which segment between the ends of two UTC days: SELECT * FROM driver_impact(from_day = ''2026-09-01'', to_day = ''2026-10-01''). mean_points: what it took or gave, score points, mean over all accounts of the segment; over the drivers they add up to the mean change of the score';

CREATE VIEW IF NOT EXISTS {database}.cohorts
(
    cohort_month Date COMMENT 'Month of the first score with a contact, UTC',
    month Date COMMENT 'Month looked at, UTC',
    stage LowCardinality(Nullable(String)) COMMENT 'Life-cycle stage in that month; null: not known',
    accounts UInt64 COMMENT 'Accounts of the cohort with a score in that month, count',
    accounts_in_contact UInt64 COMMENT 'Those with a new contact in that month, count',
    accounts_closed UInt64 COMMENT 'Those closed by its end, count',
    mean_score Float64 COMMENT 'Mean of their last scores of the month, 0 to 100'
)
AS SELECT cohort_month, month, tuple_stage.1 AS stage, count() AS accounts, countIf(contacts > before) AS accounts_in_contact, countIf(closed) AS accounts_closed, avg(last_score) AS mean_score
FROM (
    SELECT account_id, min(month) OVER (PARTITION BY account_id) AS cohort_month, month, tuple_stage, last_score, contacts, closed,
        lagInFrame(contacts, 1, 0) OVER (PARTITION BY account_id ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS before
    FROM (SELECT account_id, toStartOfMonth(d.day) AS month, argMax(tuple(d.stage), (d.day, d.record_offset)) AS tuple_stage, argMax(d.score, (d.day, d.record_offset)) AS last_score,
            max(d.contacts) AS contacts, argMax(d.is_closed, (d.day, d.record_offset)) AS closed
        FROM {database}.account_days AS d WHERE d.contacts > 0 GROUP BY account_id, month)
)
GROUP BY cohort_month, month, stage
COMMENT 'Accounts by the month of their first contact, month by month and life-cycle stage';
