-- What these tables and views say of days and of event ids, where it was less than the truth.

ALTER TABLE {database}.account_days MODIFY COMMENT 'Last score that was said of an account on a UTC day; on a day on which nothing happened, that of its first hour. It is not the scorer''s close of the day, the score at 23:59:59.999, with which trend_7d and trend_30d compare: after it is frozen, the score is said in the first hour of the next day, as a row of that day. Older rows vanish in the background: read account_snapshots, or with FINAL';

ALTER TABLE {database}.account_days
    COMMENT COLUMN `day` 'UTC day of at: of account time',
    COMMENT COLUMN `score` 'Last experience score that was said on the day, 0 (worst) to 100 (best)';

ALTER TABLE {database}.account_snapshots
    COMMENT COLUMN `score` 'Last experience score that was said until the end of the day, 0 (worst) to 100 (best); the scorer''s close of the day may be lower or higher: account_days';

ALTER TABLE {database}.account_closures MODIFY COMMENT 'When CRM closed which account, the latest time; also accounts that were opened again. Days are those of account time: an ACCOUNT_CLOSED that comes late closes the account on the day on which it comes';

ALTER TABLE {database}.account_closures
    COMMENT COLUMN `closed_on` 'UTC day of the latest closing: that on which CRM''s word came, also where it names an earlier one';

ALTER TABLE {database}.churn MODIFY COMMENT 'Accounts that CRM closed: what their score was before, and how early the first alert came. Days are those of account time: an ACCOUNT_CLOSED that comes late closes the account on the day on which it comes, and days before are counted from there';

ALTER TABLE {database}.churn
    COMMENT COLUMN `closed_on` 'UTC day on which it was closed, the first one after it was last open: that on which CRM''s word came, also where it names an earlier one';

ALTER TABLE {database}.interactions MODIFY COMMENT 'One accepted touch point or survey event of an account a row, enriched and scored. Each accepted event is here exactly once; an id that is sent again after the model has forgotten it (score.dedup: 7 days, 1,000 ids of an account) is accepted again';

ALTER TABLE {database}.interactions
    COMMENT COLUMN `account_id` 'Account that the contact belongs to',
    COMMENT COLUMN `event_id` 'Id of the event as its sender gave it; of an account there once, unless it was sent again after the model had forgotten it (score.dedup). What identifies a row: record_partition and record_offset';

ALTER TABLE {database}.survey_events
    COMMENT COLUMN `event_id` 'Event; of an account there once, unless it was accepted again (interactions)';

ALTER TABLE {database}.observations
    COMMENT COLUMN `event_id` 'Event; of an account there once, unless it was accepted again (interactions)';

ALTER TABLE {database}.interactions_by_local_day MODIFY COMMENT 'Interactions with the day and hour at a place: SELECT * FROM interactions_by_local_day(time_zone = ''Europe/Madrid'') WHERE local_day BETWEEN ''2026-10-01'' AND ''2026-10-31''. Name the days: their months alone are read, without a condition on local_day or occurred_at all contacts are. local_day, local_hour: of occurred_at there, daylight saving time included; the other columns are those of interactions';
