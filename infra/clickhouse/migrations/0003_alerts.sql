CREATE TABLE IF NOT EXISTS {database}.alert_events
(
    alert_id         String                            COMMENT 'Account (source or model), kind and episode: <account>~<KIND>~<n>',
    sequence         UInt32                            COMMENT 'Step in the alert''s life: 1 for OPENED, then one more each',
    status           LowCardinality(String)            COMMENT 'The step: OPENED, UPDATED, ESCALATED, ACKNOWLEDGED, ASSIGNED, SNOOZED, RESOLVED (by itself) or CLOSED (by a person)',
    kind             LowCardinality(String)            COMMENT 'SCORE_BELOW, SCORE_DROP, LOW_SURVEY, SILENT, BURST, SOURCE_OUTAGE or MODEL_CHANGE',
    episode          UInt32                            COMMENT 'Number of the alert among those of its kind on the account, from 1',
    severity         LowCardinality(String)            COMMENT 'NORMAL, HIGH or CRITICAL; does not fall within an episode',
    account_id       Nullable(String)                  COMMENT 'Account; null for SOURCE_OUTAGE and MODEL_CHANGE',
    contact_id       Nullable(String)                  COMMENT 'Person who answered, for LOW_SURVEY; null: another kind, or not named',
    account_name     Nullable(String)                  COMMENT 'CRM name; null: not known',
    segment          LowCardinality(Nullable(String))  COMMENT 'CRM segment; null: not known',
    vertical         LowCardinality(Nullable(String))  COMMENT 'CRM vertical market; null: not known',
    region           LowCardinality(Nullable(String))  COMMENT 'CRM region; null: not known',
    stage            LowCardinality(Nullable(String))  COMMENT 'Lifecycle stage of the account; null: not known',
    annual_revenue   Nullable(Float64)                 COMMENT 'CRM revenue a year, in currency; null: not known',
    currency         LowCardinality(Nullable(String))  COMMENT 'ISO 4217 code of the revenues; null: not known',
    renewal_at       Nullable(DateTime64(3, 'UTC'))    COMMENT 'Next renewal by CRM, UTC; null: not known',
    revenue_at_risk  Nullable(Float64)                 COMMENT 'Revenue a year where the band is AT_RISK, 0 where it is not, in currency; never add up different currencies; null: revenue not known',
    quadrant         LowCardinality(Nullable(String))  COMMENT 'MODEL, GROWTH, AT_RISK or DANGLING; null: band unknown or no revenue',
    score_before     Nullable(Float64)                 COMMENT 'Score at compared_with, 0 to 100; null: nothing to compare with',
    compared_with    Nullable(DateTime64(3, 'UTC'))    COMMENT 'Time of the score that the change is explained against, UTC; null: none',
    score_after      Nullable(Float64)                 COMMENT 'Score at this step, 0 to 100; null: no score',
    threshold        Nullable(Float64)                 COMMENT 'Line that was crossed, in the kind''s own unit (score points, days, count); null: the kind has none',
    evidence         Nullable(Float64)                 COMMENT 'Evidence at this step, 0 or more; null: no score',
    `drivers.driver`       Array(LowCardinality(String)) COMMENT 'Drivers of the change, largest effect first; prior: a change of the model''s mean',
    `drivers.change`       Array(Float64)              COMMENT 'Signed change of each, score points; they add up to score_after - score_before',
    `drivers.contribution` Array(Float64)              COMMENT 'Contribution of each to the score afterwards, score points',
    `drivers.event_ids`    Array(Array(String))        COMMENT 'Events that touched each since compared_with, at most the last 20',
    verbatim_event_ids Array(String)                   COMMENT 'The last three events with text, to be found in interactions',
    owner            LowCardinality(String)            COMMENT 'Person who has the alert; never empty',
    escalation_level UInt32                            COMMENT '0: owner, then one more for each escalation',
    notify           Array(LowCardinality(String))     COMMENT 'People to whom this step is addressed; empty: nobody',
    opened_at        DateTime64(3, 'UTC')              COMMENT 'Log time at which the alert opened, UTC',
    at               DateTime64(3, 'UTC')              COMMENT 'Log time of this step, UTC',
    snoozed_until    Nullable(DateTime64(3, 'UTC'))    COMMENT 'End of the snooze, UTC; null: not snoozed',
    acted_by         Nullable(String)                  COMMENT 'Person who acted in this step; null: nobody, it happened by itself',
    outcome          LowCardinality(Nullable(String))  COMMENT 'SAVED, NOT_SAVED or FALSE_ALARM, where a person closed it; null: otherwise',
    note             Nullable(String)                  COMMENT 'What that person wrote; null: nothing',
    cause            LowCardinality(String)            COMMENT 'EVENT, DECAY, MODEL, CRM, CORRECTION, ERASURE or ACTION',
    cause_event_id   Nullable(String)                  COMMENT 'Event behind the cause; null: none',
    summary          String                            COMMENT 'One plain English sentence',
    model_version    LowCardinality(String)            COMMENT 'Scoring model in force',
    log_partition    UInt32                            COMMENT 'Partition of the timeline whose record caused the step',
    log_offset       UInt64                            COMMENT 'Offset of that record',
    record_partition UInt32                            COMMENT 'Partition of the topic alerts that this row was read from',
    record_offset    UInt64                            COMMENT 'Its offset there',
    recorded_at      DateTime64(3, 'UTC')              COMMENT 'When the scorer wrote the record to Kafka, UTC'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (alert_id, sequence)
SETTINGS non_replicated_deduplication_window = 40000
COMMENT 'Every step in the life of every alert. Each (alert_id, sequence) is here exactly once';

CREATE TABLE IF NOT EXISTS {database}.alerts AS {database}.alert_events
ENGINE = ReplacingMergeTree(sequence)
PARTITION BY tuple()
ORDER BY alert_id
SETTINGS non_replicated_deduplication_window = 40000
COMMENT 'Each alert after its latest step. Older steps vanish in the background: read alerts_now, or with FINAL';

CREATE MATERIALIZED VIEW IF NOT EXISTS {database}.alerts_feed TO {database}.alerts
AS SELECT * FROM {database}.alert_events;

CREATE VIEW IF NOT EXISTS {database}.alerts_now
AS SELECT toBool(NOT has(['RESOLVED', 'CLOSED'], toString(status))) AS is_open, * FROM {database}.alerts FINAL
COMMENT 'One row for each alert, after its latest step; is_open tells whether it still stands';
