CREATE TABLE IF NOT EXISTS {database}.score_history
(
    account_id       String                            COMMENT 'Account',
    at               DateTime64(3, 'UTC')              COMMENT 'Account time of the score, UTC',
    score            Float64                           COMMENT 'Experience score, 0 (worst) to 100 (best): prior plus the sum of drivers',
    evidence         Float64                           COMMENT 'Decayed sum of the weights of the observations, 0 or more; below the model''s minEvidence the score says little',
    band             LowCardinality(String)            COMMENT 'UNKNOWN (too little evidence), AT_RISK, WATCH or HEALTHY',
    quadrant         LowCardinality(Nullable(String))  COMMENT 'MODEL, GROWTH, AT_RISK or DANGLING, from band and revenue; null: band unknown or no revenue',
    drivers          Map(LowCardinality(String), Float64) COMMENT 'Contribution of each driver to the score, score points, signed',
    prior            Float64                           COMMENT 'Score of an account without any observation, score points',
    trend_7d         Nullable(Float64)                 COMMENT 'Score minus the close 7 days before, score points; null: no close that old',
    trend_30d        Nullable(Float64)                 COMMENT 'Score minus the close 30 days before, score points; null: no close that old',
    engagement_30d   Nullable(Float64)                 COMMENT 'Evidence divided by the evidence 30 days before; below 1: less and less happens; null: no close that old',
    contacts         Int64                             COMMENT 'Accepted contacts so far, count',
    observations     Int64                             COMMENT 'Observations in the score, count',
    last_contact_at  Nullable(DateTime64(3, 'UTC'))    COMMENT 'Latest contact, UTC; null: none yet',
    stage            LowCardinality(Nullable(String))  COMMENT 'Lifecycle stage of the latest contact that has one; null: not known',
    segment          LowCardinality(Nullable(String))  COMMENT 'CRM segment; null: not known',
    vertical         LowCardinality(Nullable(String))  COMMENT 'CRM vertical market; null: not known',
    region           LowCardinality(Nullable(String))  COMMENT 'CRM region; null: not known',
    annual_revenue   Nullable(Float64)                 COMMENT 'CRM revenue a year, in currency; never add up different currencies; null: not known',
    currency         LowCardinality(Nullable(String))  COMMENT 'ISO 4217 code of annual_revenue; null: not known',
    owner            LowCardinality(Nullable(String))  COMMENT 'Person who answers for the account, by CRM; null: nobody named',
    renewal_at       Nullable(DateTime64(3, 'UTC'))    COMMENT 'Next renewal by CRM, UTC; null: not known',
    open_alerts      Array(LowCardinality(String))     COMMENT 'Kinds of the alerts that were open, sorted',
    cause            LowCardinality(String)            COMMENT 'What changed the score: EVENT, DECAY (time alone), MODEL, CRM, CORRECTION or ERASURE',
    cause_event_id   Nullable(String)                  COMMENT 'Event behind the cause; null: none',
    model_version    LowCardinality(String)            COMMENT 'Scoring model in force',
    log_partition    UInt32                            COMMENT 'Partition of the timeline whose record changed the score',
    log_offset       UInt64                            COMMENT 'Offset of that record',
    record_partition UInt32                            COMMENT 'Partition of the topic scores that this row was read from',
    record_offset    UInt64                            COMMENT 'Its offset there; grows with every score of an account',
    recorded_at      DateTime64(3, 'UTC')              COMMENT 'When the scorer wrote the record to Kafka, UTC'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (account_id, at, record_offset)
SETTINGS non_replicated_deduplication_window = 40000
COMMENT 'Every score that an account has had, a row for each change and at least one a day';

CREATE TABLE IF NOT EXISTS {database}.account_scores AS {database}.score_history
ENGINE = ReplacingMergeTree(record_offset)
PARTITION BY tuple()
ORDER BY account_id
SETTINGS non_replicated_deduplication_window = 40000
COMMENT 'Latest score of each account. Older rows of an account vanish in the background: read accounts_now, or with FINAL';

CREATE MATERIALIZED VIEW IF NOT EXISTS {database}.account_scores_feed TO {database}.account_scores
AS SELECT * FROM {database}.score_history;

CREATE VIEW IF NOT EXISTS {database}.accounts_now
AS SELECT * FROM {database}.account_scores FINAL
COMMENT 'One row for each account: its latest score, its drivers and its CRM facts';
