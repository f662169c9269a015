-- A closed account keeps its last row for good, so what compares two days begins with the accounts that were open on the first. Those closed since then are told apart, not left out:
-- without them, movements and drivers would be those of the customers who stayed.
CREATE OR REPLACE VIEW {database}.quadrant_movements
AS SELECT b.quadrant AS from_quadrant, if(a.is_closed, 'CLOSED', a.quadrant) AS to_quadrant, a.segment AS segment, a.currency AS currency, count() AS accounts, sum(a.annual_revenue) AS annual_revenue, avg(a.score - b.score) AS mean_change
FROM (SELECT account_id, score, quadrant, segment, currency, annual_revenue, is_closed FROM {database}.account_days FINAL
    WHERE (day, account_id) IN (SELECT max(d.day), account_id FROM {database}.account_days AS d WHERE d.day <= {to_day:Date} GROUP BY account_id)) AS a
INNER JOIN (SELECT account_id, score, quadrant FROM {database}.account_days FINAL
    WHERE NOT is_closed AND (day, account_id) IN (SELECT max(d.day), account_id FROM {database}.account_days AS d WHERE d.day <= {from_day:Date} GROUP BY account_id)) AS b ON a.account_id = b.account_id
GROUP BY from_quadrant, to_quadrant, segment, currency
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Accounts that were open at the end of from_day by their quadrant then, and at the end of to_day (UTC): SELECT * FROM quadrant_movements(from_day = ''2026-09-01'', to_day = ''2026-10-01''). to_quadrant: as in account_days, or CLOSED: CRM has closed them; annual_revenue: a year, in currency, at to_day, of closed accounts what it was last; mean_change: of the score, points, of closed accounts to their last one';

CREATE OR REPLACE VIEW {database}.driver_impact
AS SELECT segment, driver, sum(moved) / any(all_accounts) AS mean_points, countIf(abs(moved) > 1e-9) AS accounts_moved, any(all_accounts) AS accounts
FROM (
    SELECT a.segment AS segment, count() OVER (PARTITION BY a.segment) AS all_accounts, arrayDistinct(arrayConcat(mapKeys(a.drivers), mapKeys(b.drivers), ['prior'])) AS names,
        arrayMap(name -> if(name = 'prior', a.prior - b.prior, a.drivers[name] - b.drivers[name]), names) AS changes
    FROM (SELECT account_id, drivers, prior, segment FROM {database}.account_days FINAL
        WHERE (day, account_id) IN (SELECT max(d.day), account_id FROM {database}.account_days AS d WHERE d.day <= {to_day:Date} GROUP BY account_id)) AS a
    INNER JOIN (SELECT account_id, drivers, prior FROM {database}.account_days FINAL
        WHERE NOT is_closed AND (day, account_id) IN (SELECT max(d.day), account_id FROM {database}.account_days AS d WHERE d.day <= {from_day:Date} GROUP BY account_id)) AS b ON a.account_id = b.account_id
)
ARRAY JOIN names AS driver, changes AS moved
GROUP BY segment, driver
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Which driver moved which segment between the ends of two UTC days: SELECT * FROM driver_impact(from_day = ''2026-09-01'', to_day = ''2026-10-01''). Of the accounts that were open at the end of from_day, also those closed since then, to their last score. mean_points: what it took or gave, score points, mean over all these accounts of the segment; over the drivers they add up to the mean change of the score';

-- Any closing within the horizon counts, also of accounts that were opened again: account_closures has the latest alone. Who was open at first is closed on a day only where a closing lies between.
CREATE OR REPLACE VIEW {database}.churn_by_threshold
AS SELECT threshold, countIf(score < threshold) AS flagged, countIf(score < threshold AND leaves) AS flagged_and_closed, countIf(leaves) AS closed, count() AS accounts,
    if(flagged = 0 OR NOT horizon_is_over, NULL, 100 * flagged_and_closed / flagged) AS precision_percent, if(closed = 0 OR NOT horizon_is_over, NULL, 100 * flagged_and_closed / closed) AS recall_percent,
    toBool({day:Date} + {horizon_days:UInt16} < assumeNotNull((SELECT max(day) FROM {database}.account_days))) AS horizon_is_over
FROM (
    SELECT score, account_id IN (SELECT account_id FROM {database}.account_days FINAL WHERE day > {day:Date} AND day <= {day:Date} + {horizon_days:UInt16} AND is_closed) AS leaves
    FROM {database}.account_days FINAL
    WHERE NOT is_closed AND (day, account_id) IN (SELECT max(d.day), account_id FROM {database}.account_days AS d WHERE d.day <= {day:Date} GROUP BY account_id)
)
ARRAY JOIN range(5, 101, 5) AS threshold
GROUP BY threshold ORDER BY threshold
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'How well a score below a line foretold that CRM closed the account: SELECT * FROM churn_by_threshold(day = ''2026-07-01'', horizon_days = 90). Of the accounts that were open at the end of day (UTC): flagged have a score below threshold, closed were closed at the end of any of the horizon_days days after it, also if opened again; precision: share of the flagged that closed; recall: share of the closed that were flagged, percent; null without any, and until the horizon is over. horizon_is_over: whether there are scores of a day after it; false: flagged_and_closed and closed are counts until now';
