-- The state of all accounts on a day, measured with 9 million account days: argMax of maps and tuples by a tuple compares values of any type one by one and
-- takes ten times as long as it takes to find each account's latest day from two columns, and to read those rows by the key.
CREATE OR REPLACE VIEW {database}.accounts_on
AS SELECT account_id, at, score, evidence, band, quadrant, drivers, prior, contacts, stage, segment, vertical, region, annual_revenue, currency, open_alerts, is_closed
FROM {database}.account_days FINAL
WHERE (day, account_id) IN (SELECT max(d.day), account_id FROM {database}.account_days AS d WHERE d.day <= {day:Date} GROUP BY account_id)
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Every account as it stood at the end of a UTC day: SELECT * FROM accounts_on(day = ''2026-10-01''). Columns as in account_days; those whose evidence has faded keep their last';

CREATE OR REPLACE VIEW {database}.quadrant_movements
AS SELECT b.quadrant AS from_quadrant, a.quadrant AS to_quadrant, a.segment AS segment, a.currency AS currency, count() AS accounts, sum(a.annual_revenue) AS annual_revenue, avg(a.score - b.score) AS mean_change
FROM (SELECT account_id, score, quadrant, segment, currency, annual_revenue FROM {database}.account_days FINAL
    WHERE (day, account_id) IN (SELECT max(d.day), account_id FROM {database}.account_days AS d WHERE d.day <= {to_day:Date} GROUP BY account_id)) AS a
INNER JOIN (SELECT account_id, score, quadrant FROM {database}.account_days FINAL
    WHERE (day, account_id) IN (SELECT max(d.day), account_id FROM {database}.account_days AS d WHERE d.day <= {from_day:Date} GROUP BY account_id)) AS b ON a.account_id = b.account_id
GROUP BY from_quadrant, to_quadrant, segment, currency
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Accounts by their quadrant at the end of from_day and of to_day (UTC): SELECT * FROM quadrant_movements(from_day = ''2026-09-01'', to_day = ''2026-10-01''). annual_revenue: a year, in currency, at to_day; mean_change: of the score, points';

CREATE OR REPLACE VIEW {database}.driver_impact
AS SELECT segment, driver, sum(moved) / any(all_accounts) AS mean_points, countIf(abs(moved) > 1e-9) AS accounts_moved, any(all_accounts) AS accounts
FROM (
    SELECT a.segment AS segment, count() OVER (PARTITION BY a.segment) AS all_accounts, arrayDistinct(arrayConcat(mapKeys(a.drivers), mapKeys(b.drivers), ['prior'])) AS names,
        arrayMap(name -> if(name = 'prior', a.prior - b.prior, a.drivers[name] - b.drivers[name]), names) AS changes
    FROM (SELECT account_id, drivers, prior, segment FROM {database}.account_days FINAL
        WHERE (day, account_id) IN (SELECT max(d.day), account_id FROM {database}.account_days AS d WHERE d.day <= {to_day:Date} GROUP BY account_id)) AS a
    INNER JOIN (SELECT account_id, drivers, prior FROM {database}.account_days FINAL
        WHERE (day, account_id) IN (SELECT max(d.day), account_id FROM {database}.account_days AS d WHERE d.day <= {from_day:Date} GROUP BY account_id)) AS b ON a.account_id = b.account_id
)
ARRAY JOIN names AS driver, changes AS moved
GROUP BY segment, driver
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Which driver moved which segment between the ends of two UTC days: SELECT * FROM driver_impact(from_day = ''2026-09-01'', to_day = ''2026-10-01''). mean_points: what it took or gave, score points, mean over all accounts of the segment; over the drivers they add up to the mean change of the score';

-- Offsets grow with every score of an account: one number is enough to find the latest.
CREATE OR REPLACE VIEW {database}.scores_as_known
AS SELECT account_id, max(s.at) AS at, argMax(s.score, s.record_offset) AS score, argMax(s.evidence, s.record_offset) AS evidence, argMax(s.band, s.record_offset) AS band,
    argMax(s.drivers, s.record_offset) AS drivers, argMax(s.model_version, s.record_offset) AS model_version
FROM {database}.score_history AS s WHERE s.at <= {then:DateTime64(3, 'UTC')}
GROUP BY account_id
COMMENT 'The score of each account as it was known at a time: SELECT * FROM scores_as_known(then = ''2026-10-01 12:00:00''). then: UTC; at: account time of the score that stood, UTC, at most a day earlier while there is evidence; columns as in score_history';

CREATE OR REPLACE VIEW {database}.churn_by_threshold
AS SELECT threshold, countIf(score < threshold) AS flagged, countIf(score < threshold AND leaves) AS flagged_and_closed, countIf(leaves) AS closed, count() AS accounts,
    if(flagged = 0, NULL, 100 * flagged_and_closed / flagged) AS precision_percent, if(closed = 0, NULL, 100 * flagged_and_closed / closed) AS recall_percent
FROM (
    SELECT o.score AS score, c.closed_on > {day:Date} AND c.closed_on <= {day:Date} + {horizon_days:UInt16} AS leaves
    FROM (SELECT account_id, score FROM {database}.account_days FINAL
        WHERE NOT is_closed AND (day, account_id) IN (SELECT max(d.day), account_id FROM {database}.account_days AS d WHERE d.day <= {day:Date} GROUP BY account_id)) AS o
    LEFT JOIN {database}.account_closures AS c ON c.account_id = o.account_id
)
ARRAY JOIN range(5, 101, 5) AS threshold
GROUP BY threshold ORDER BY threshold
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'How well a score below a line foretold that CRM closed the account: SELECT * FROM churn_by_threshold(day = ''2026-07-01'', horizon_days = 90). Of the accounts that were open at the end of day (UTC): flagged have a score below threshold, closed were closed within horizon_days after it; precision: share of the flagged that closed; recall: share of the closed that were flagged, percent, null without any';
