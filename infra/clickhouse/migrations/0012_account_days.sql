-- Whether CRM says that the account is closed, in the scores as in the latest states. The feed is replaced in one statement: SELECT * was taken apart when it was made.
ALTER TABLE {database}.score_history ADD COLUMN IF NOT EXISTS is_closed Bool DEFAULT false COMMENT 'Whether CRM says that the account is closed (false in rows from before this column)' AFTER open_alerts;

ALTER TABLE {database}.account_scores ADD COLUMN IF NOT EXISTS is_closed Bool DEFAULT false COMMENT 'Whether CRM says that the account is closed (false in rows from before this column)' AFTER open_alerts;

ALTER TABLE {database}.account_scores_feed MODIFY QUERY SELECT * FROM {database}.score_history;

CREATE OR REPLACE VIEW {database}.accounts_now
AS SELECT * FROM {database}.account_scores FINAL
COMMENT 'One row for each account: its latest score, its drivers and its CRM facts';

-- One row an account and day, in the order of days: a chart over all accounts reads whole days, and a month's close reads one. The scorer publishes every
-- account with evidence once a day, also those without an event. Replacing on the scorer's own order of records, so that filling and repeats change nothing.
CREATE TABLE IF NOT EXISTS {database}.account_days
(
    day              Date                              COMMENT 'UTC day',
    account_id       String                            COMMENT 'Account',
    at               DateTime64(3, 'UTC')  COMMENT 'Account time of the day''s last score, UTC' CODEC(Delta, ZSTD),
    score            Float64                COMMENT 'The day''s last experience score, 0 (worst) to 100 (best)' CODEC(ZSTD),
    evidence         Float64                COMMENT 'Decayed sum of weights, 0 or more' CODEC(ZSTD),
    band             LowCardinality(String)            COMMENT 'UNKNOWN, AT_RISK, WATCH or HEALTHY',
    quadrant         LowCardinality(Nullable(String))  COMMENT 'MODEL, GROWTH, AT_RISK or DANGLING; null: band unknown or no revenue',
    drivers          Map(LowCardinality(String), Float64)  COMMENT 'Contribution of each driver to the score, score points, signed' CODEC(ZSTD),
    prior            Float64                           COMMENT 'Score without any observation, score points',
    contacts         Int64                             COMMENT 'Accepted contacts so far, count',
    stage            LowCardinality(Nullable(String))  COMMENT 'Life-cycle stage; null: not known',
    segment          LowCardinality(Nullable(String))  COMMENT 'CRM segment; null: not known',
    vertical         LowCardinality(Nullable(String))  COMMENT 'CRM vertical market; null: not known',
    region           LowCardinality(Nullable(String))  COMMENT 'CRM region; null: not known',
    annual_revenue   Nullable(Float64)                 COMMENT 'CRM revenue a year, in currency; null: not known',
    currency         LowCardinality(Nullable(String))  COMMENT 'ISO 4217 code of annual_revenue; null: not known',
    open_alerts      UInt16                            COMMENT 'Alerts that were open, count',
    is_closed        Bool                              COMMENT 'Whether CRM said that the account is closed',
    record_offset    UInt64                            COMMENT 'Offset in the topic scores; the greatest of an account and day stays'
)
ENGINE = ReplacingMergeTree(record_offset)
PARTITION BY toYYYYMM(day)
ORDER BY (day, account_id)
SETTINGS non_replicated_deduplication_window = 40000
COMMENT 'Last score of each account and UTC day. Older rows vanish in the background: read account_snapshots, or with FINAL';

CREATE MATERIALIZED VIEW IF NOT EXISTS {database}.account_days_feed TO {database}.account_days
AS SELECT toDate(s.at) AS day, account_id, s.at AS at, score, evidence, band, quadrant, drivers, prior, contacts, stage, segment, vertical, region, annual_revenue, currency,
    toUInt16(length(s.open_alerts)) AS open_alerts, is_closed, record_offset
FROM {database}.score_history AS s;

INSERT INTO {database}.account_days
SELECT toDate(s.at), account_id, s.at, score, evidence, band, quadrant, drivers, prior, contacts, stage, segment, vertical, region, annual_revenue, currency,
    toUInt16(length(s.open_alerts)), is_closed, record_offset
FROM {database}.score_history AS s
SETTINGS insert_deduplicate = 0;

CREATE VIEW IF NOT EXISTS {database}.account_snapshots
(
    day Date COMMENT 'UTC day',
    account_id String COMMENT 'Account',
    at DateTime64(3, 'UTC') COMMENT 'Account time of the score, UTC; an earlier day: the evidence had faded, the last score is kept',
    score Float64 COMMENT 'Last experience score until the end of the day, 0 (worst) to 100 (best)',
    evidence Float64 COMMENT 'Decayed sum of weights, 0 or more, at that time',
    band LowCardinality(String) COMMENT 'UNKNOWN, AT_RISK, WATCH or HEALTHY',
    quadrant LowCardinality(Nullable(String)) COMMENT 'MODEL, GROWTH, AT_RISK or DANGLING; null: band unknown or no revenue',
    contacts Int64 COMMENT 'Accepted contacts so far, count',
    stage LowCardinality(Nullable(String)) COMMENT 'Life-cycle stage; null: not known',
    segment LowCardinality(Nullable(String)) COMMENT 'CRM segment; null: not known',
    vertical LowCardinality(Nullable(String)) COMMENT 'CRM vertical market; null: not known',
    region LowCardinality(Nullable(String)) COMMENT 'CRM region; null: not known',
    annual_revenue Nullable(Float64) COMMENT 'CRM revenue a year, in currency; null: not known',
    currency LowCardinality(Nullable(String)) COMMENT 'ISO 4217 code of annual_revenue; null: not known',
    open_alerts UInt16 COMMENT 'Alerts that were open, count',
    is_closed Bool COMMENT 'Whether CRM said that the account is closed'
)
AS SELECT toDate(arrayJoin(range(toUInt16(t.day), toUInt16(t.until)))) AS day, account_id, at, score, evidence, band, quadrant, contacts, stage, segment, vertical, region,
    annual_revenue, currency, open_alerts, is_closed
FROM (
    SELECT *, leadInFrame(d.day, 1, assumeNotNull((SELECT max(day) + 1 FROM {database}.account_days))) OVER (PARTITION BY account_id ORDER BY d.day ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS until
    FROM {database}.account_days AS d FINAL
) AS t
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Every account on every UTC day since its first score, until the latest day that has any: days without a score of its own repeat the one before';
