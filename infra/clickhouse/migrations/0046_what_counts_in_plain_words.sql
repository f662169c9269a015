-- What these tables and views say of themselves, where it was less than the truth.

ALTER TABLE {database}.account_days COMMENT COLUMN `open_alerts` 'Kinds of alerts that were open, count: of a kind that is open once for each contact (LOW_SURVEY) there may be more alerts';

ALTER TABLE {database}.account_snapshots COMMENT COLUMN `open_alerts` 'Kinds of alerts that were open, count: of a kind that is open once for each contact (LOW_SURVEY) there may be more alerts';

ALTER TABLE {database}.experience_by_day COMMENT COLUMN `interactions` 'Events, count: surveys that were sent or expired, which are no contacts, are among them (contacts: survey_status empty or ANSWERED); corrections count as events of their own';

ALTER TABLE {database}.alert_events
    COMMENT COLUMN `revenue_at_risk` 'Revenue a year of the account at this step where its band is AT_RISK, 0 where it is not, in currency; said again in each alert of the account: for totals revenue_at_risk_by_day; null: revenue not known',
    COMMENT COLUMN `score_before` 'Score at compared_with, 0 to 100; without compared_with the prior, which is the score without any observation; null: nothing to compare with',
    COMMENT COLUMN `compared_with` 'Time of the score that the change is explained against, UTC; null: none, and score_before is the prior or null';

ALTER TABLE {database}.alerts
    COMMENT COLUMN `revenue_at_risk` 'Revenue a year of the account at this step where its band is AT_RISK, 0 where it is not, in currency; said again in each alert of the account: for totals revenue_at_risk_by_day; null: revenue not known',
    COMMENT COLUMN `score_before` 'Score at compared_with, 0 to 100; without compared_with the prior, which is the score without any observation; null: nothing to compare with',
    COMMENT COLUMN `compared_with` 'Time of the score that the change is explained against, UTC; null: none, and score_before is the prior or null';

ALTER TABLE {database}.alerts_now
    COMMENT COLUMN `revenue_at_risk` 'Revenue a year of the account at this step where its band is AT_RISK, 0 where it is not, in currency; said again in each alert of the account: for totals revenue_at_risk_by_day; null: revenue not known',
    COMMENT COLUMN `score_before` 'Score at compared_with, 0 to 100; without compared_with the prior, which is the score without any observation; null: nothing to compare with',
    COMMENT COLUMN `compared_with` 'Time of the score that the change is explained against, UTC; null: none, and score_before is the prior or null';

ALTER TABLE {database}.alerts_open
    COMMENT COLUMN `revenue_at_risk` 'Revenue a year of the account at this step where its band is AT_RISK, 0 where it is not, in currency; said again in each alert of the account: for totals revenue_at_risk_by_day; null: revenue not known',
    COMMENT COLUMN `score_before` 'Score at compared_with, 0 to 100; without compared_with the prior, which is the score without any observation; null: nothing to compare with',
    COMMENT COLUMN `compared_with` 'Time of the score that the change is explained against, UTC; null: none, and score_before is the prior or null';

ALTER TABLE {database}.interactions MODIFY COMMENT 'One accepted touch point or survey event of an account a row, enriched and scored. Each accepted event is here exactly once; an id that is sent again after the model has forgotten it (score.dedup: 7 days, 1,000 ids of an account) is accepted again. A corrected event stands beside its correction: what stands is WHERE (account_id, event_id) NOT IN (SELECT account_id, event_id FROM superseded_events). A corrected event stands beside its correction: what stands is WHERE (account_id, event_id) NOT IN (SELECT account_id, event_id FROM superseded_events)';

ALTER TABLE {database}.interactions_by_local_day MODIFY COMMENT 'Interactions with the day and hour at a place: SELECT * FROM interactions_by_local_day(time_zone = ''Europe/Madrid'') WHERE local_day BETWEEN ''2026-10-01'' AND ''2026-10-31''. Name the days: their months alone are read, without a condition on local_day or occurred_at all contacts are. local_day, local_hour: of occurred_at there, daylight saving time included; the other columns are those of interactions. A corrected event stands beside its correction: what stands is WHERE (account_id, event_id) NOT IN (SELECT account_id, event_id FROM superseded_events). A corrected event stands beside its correction: what stands is WHERE (account_id, event_id) NOT IN (SELECT account_id, event_id FROM superseded_events)';

ALTER TABLE {database}.account_closures MODIFY COMMENT 'When CRM closed which account, the latest time; also accounts that were opened again on a later day. By the last score of each day: a closing that was taken back on its own UTC day is not here. Days are those of account time: an ACCOUNT_CLOSED that comes late closes the account on the day on which it comes';

ALTER TABLE {database}.churn MODIFY COMMENT 'Accounts that CRM closed: what their score was before, and how early the first alert came. A closing that was taken back on its own UTC day is not here. Days are those of account time: an ACCOUNT_CLOSED that comes late closes the account on the day on which it comes, and days before are counted from there';

ALTER TABLE {database}.churn_by_threshold MODIFY COMMENT 'How well a score below a line foretold that CRM closed the account: SELECT * FROM churn_by_threshold(day = ''2026-07-01'', horizon_days = 90). Of the accounts that were open at the end of day (UTC): flagged have a score below threshold, closed were closed at the end of any of the horizon_days days after it, also if opened again on a later day, but not where a closing was taken back on its own day; precision: share of the flagged that closed; recall: share of the closed that were flagged, percent; null without any, and until the horizon is over. horizon_is_over: whether there are scores of a day after it; false: flagged_and_closed and closed are counts until now';
