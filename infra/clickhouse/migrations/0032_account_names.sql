-- The account's name in the scores as in the latest states, so that it has one without ever having had an alert. Rows from before this column get it with the account's next score, at least once a day.
ALTER TABLE {database}.score_history ADD COLUMN IF NOT EXISTS account_name Nullable(String) COMMENT 'CRM name; null: not known (in rows from before this column, too)' CODEC(ZSTD) AFTER account_id;

ALTER TABLE {database}.account_scores ADD COLUMN IF NOT EXISTS account_name Nullable(String) COMMENT 'CRM name; null: not known (in rows from before this column, too)' CODEC(ZSTD) AFTER account_id;

ALTER TABLE {database}.account_scores_feed MODIFY QUERY SELECT * FROM {database}.score_history;

CREATE OR REPLACE VIEW {database}.accounts_now
AS SELECT * FROM {database}.account_scores FINAL
COMMENT 'One row for each account: its latest score, its drivers and its CRM facts';

ALTER TABLE {database}.accounts_now
    COMMENT COLUMN `account_id` 'Account',
    COMMENT COLUMN `account_name` 'CRM name; null: not known',
    COMMENT COLUMN `at` 'Account time of the score, UTC',
    COMMENT COLUMN `score` 'Experience score, 0 (worst) to 100 (best): prior plus the sum of drivers',
    COMMENT COLUMN `evidence` 'Decayed sum of the weights of the observations, 0 or more; below the model''s minEvidence the score says little',
    COMMENT COLUMN `band` 'UNKNOWN (too little evidence), AT_RISK, WATCH or HEALTHY',
    COMMENT COLUMN `quadrant` 'MODEL, GROWTH, AT_RISK or DANGLING, from band and revenue; null: band unknown or no revenue',
    COMMENT COLUMN `drivers` 'Contribution of each driver to the score, score points, signed',
    COMMENT COLUMN `prior` 'Score of an account without any observation, score points',
    COMMENT COLUMN `trend_7d` 'Score minus the close 7 days before, score points; null: no close that old',
    COMMENT COLUMN `trend_30d` 'Score minus the close 30 days before, score points; null: no close that old',
    COMMENT COLUMN `engagement_30d` 'Evidence divided by the evidence 30 days before; below 1: less and less happens; null: no close that old',
    COMMENT COLUMN `contacts` 'Accepted contacts so far, count',
    COMMENT COLUMN `observations` 'Observations in the score, count',
    COMMENT COLUMN `last_contact_at` 'Latest contact, UTC; null: none yet',
    COMMENT COLUMN `stage` 'Lifecycle stage of the latest contact that has one; null: not known',
    COMMENT COLUMN `segment` 'CRM segment; null: not known',
    COMMENT COLUMN `vertical` 'CRM vertical market; null: not known',
    COMMENT COLUMN `region` 'CRM region; null: not known',
    COMMENT COLUMN `annual_revenue` 'CRM revenue a year, in currency; never add up different currencies; null: not known',
    COMMENT COLUMN `currency` 'ISO 4217 code of annual_revenue; null: not known',
    COMMENT COLUMN `owner` 'Person who answers for the account, by CRM; null: nobody named',
    COMMENT COLUMN `renewal_at` 'Next renewal by CRM, UTC; null: not known',
    COMMENT COLUMN `open_alerts` 'Kinds of the alerts that were open, sorted',
    COMMENT COLUMN `is_closed` 'Whether CRM says that the account is closed (false in rows from before this column)',
    COMMENT COLUMN `cause` 'What changed the score: EVENT, DECAY (time alone), MODEL, CRM, CORRECTION or ERASURE',
    COMMENT COLUMN `cause_event_id` 'Event behind the cause; null: none',
    COMMENT COLUMN `model_version` 'Scoring model in force',
    COMMENT COLUMN `log_partition` 'Partition of the timeline whose record changed the score',
    COMMENT COLUMN `log_offset` 'Offset of that record',
    COMMENT COLUMN `record_partition` 'Partition of the topic scores that this row was read from',
    COMMENT COLUMN `record_offset` 'Its offset there; grows with every score of an account',
    COMMENT COLUMN `recorded_at` 'When the scorer wrote the record to Kafka, UTC';
