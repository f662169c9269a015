-- As in 0031, but for alerts of the closing's own day: they may have come after it, and gave a negative lead.
CREATE OR REPLACE VIEW {database}.churn
(
    account_id String COMMENT 'Account that CRM closed',
    closed_on Date COMMENT 'UTC day on which it was closed, the first one after it was last open',
    score_90d_before Nullable(Float64) COMMENT 'Last score until the end of the day 90 days before, 0 to 100; null: it had none',
    score_60d_before Nullable(Float64) COMMENT 'The same 60 days before',
    score_30d_before Nullable(Float64) COMMENT 'The same 30 days before',
    score_7d_before Nullable(Float64) COMMENT 'The same 7 days before',
    first_alert_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Opening of the first alert within the 180 days before closed_on, UTC; null: none',
    lead_days Nullable(Float64) COMMENT 'From that alert to the beginning of closed_on, days, above 0; null: no alert'
)
AS SELECT account_id, closed_on, score_90d_before, score_60d_before, score_30d_before, score_7d_before, if(empty(in_time), NULL, arrayMin(in_time)) AS first_alert_at,
    (toUnixTimestamp64Milli(toDateTime64(closed_on, 3, 'UTC')) - toUnixTimestamp64Milli(first_alert_at)) / 86400000 AS lead_days
FROM (
  SELECT c.account_id AS account_id, closed_on, score_90d_before, score_60d_before, score_30d_before, score_7d_before, arrayFilter(at -> toDate(at) >= closed_on - 180 AND toDate(at) < closed_on, a.opened) AS in_time
  FROM (
    SELECT account_id, arraySort(groupArray((d.day, d.is_closed, d.score))) AS days,
        arrayFilter((each, i) -> each.2 AND (i = 1 OR NOT days[i - 1].2), days, arrayEnumerate(days)) AS closings, closings[-1].1 AS closed_on,
        if(arrayExists(each -> each.1 <= closed_on - 90, days), arrayLast(each -> each.1 <= closed_on - 90, days).3, NULL) AS score_90d_before,
        if(arrayExists(each -> each.1 <= closed_on - 60, days), arrayLast(each -> each.1 <= closed_on - 60, days).3, NULL) AS score_60d_before,
        if(arrayExists(each -> each.1 <= closed_on - 30, days), arrayLast(each -> each.1 <= closed_on - 30, days).3, NULL) AS score_30d_before,
        if(arrayExists(each -> each.1 <= closed_on - 7, days), arrayLast(each -> each.1 <= closed_on - 7, days).3, NULL) AS score_7d_before
    FROM {database}.account_days AS d FINAL WHERE account_id IN (SELECT account_id FROM {database}.account_days WHERE is_closed)
    GROUP BY account_id HAVING notEmpty(closings)
  ) AS c
  LEFT JOIN (SELECT assumeNotNull(e.account_id) AS account_id, groupUniqArray(e.opened_at) AS opened FROM {database}.alert_events AS e WHERE e.account_id IS NOT NULL GROUP BY account_id) AS a ON a.account_id = c.account_id
)
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Accounts that CRM closed: what their score was before, and how early the first alert came';
