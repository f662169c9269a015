-- As in 0031, but an account stays in its cohort when it has no score any more, with its last one: closed and faded accounts, which have none, left the months that came after, and what was left
-- looked loyal. The mean is of the open ones: a closed account's last score says nothing of a month that it did not see.
CREATE OR REPLACE VIEW {database}.cohorts
(
    cohort_month Date COMMENT 'Month of the first score with a contact, UTC',
    month Date COMMENT 'Month looked at, UTC, from cohort_month to the latest that any account has a score in',
    stage LowCardinality(Nullable(String)) COMMENT 'Life-cycle stage at its end; null: not known',
    cohort_size UInt64 COMMENT 'All accounts of the cohort, of every stage, closed ones among them, count: the same in all its rows',
    accounts UInt64 COMMENT 'Accounts of the cohort and stage, closed and faded ones with their last score, count',
    accounts_in_contact UInt64 COMMENT 'Those with a new contact in that month, count',
    accounts_closed UInt64 COMMENT 'Those closed at its end, in that month or before it, count',
    mean_score Nullable(Float64) COMMENT 'Mean of the last scores until its end of those that were open then, 0 to 100; null: all were closed'
)
AS SELECT cohort_month, shown_month AS month, stage, sum(count()) OVER (PARTITION BY cohort_month, shown_month) AS cohort_size, count() AS accounts, countIf(in_contact) AS accounts_in_contact,
    countIf(closed) AS accounts_closed, avgOrNullIf(last_score, NOT closed) AS mean_score
FROM (
    SELECT cohort_month, toDate(addMonths(scored_month, months_later)) AS shown_month, stage, months_later = 0 AND contacts > contacts_before AS in_contact, closed, last_score
    FROM (
        SELECT min(scored_month) OVER account AS cohort_month, scored_month, tuple_stage.1 AS stage, last_score, contacts, closed, lagInFrame(contacts, 1, 0) OVER account AS contacts_before,
            leadInFrame(scored_month, 1, assumeNotNull((SELECT toStartOfMonth(max(day)) + INTERVAL 1 MONTH FROM {database}.account_days))) OVER account AS until
        FROM (SELECT account_id, toStartOfMonth(d.day) AS scored_month, argMax(tuple(d.stage), d.day) AS tuple_stage, argMax(d.score, d.day) AS last_score,
                max(d.contacts) AS contacts, argMax(d.is_closed, d.day) AS closed
            FROM {database}.account_days AS d FINAL WHERE d.contacts > 0 GROUP BY account_id, scored_month)
        WINDOW account AS (PARTITION BY account_id ORDER BY scored_month ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
    ARRAY JOIN range(dateDiff('month', scored_month, until)) AS months_later
)
GROUP BY cohort_month, shown_month, stage
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Accounts by the month of their first contact, month by month and life-cycle stage. Who is left of a cohort: sum(accounts - accounts_closed) over its stages, of cohort_size';
