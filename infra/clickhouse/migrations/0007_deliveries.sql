CREATE TABLE IF NOT EXISTS {database}.delivery_attempts
(
    alert_id         String                  COMMENT 'The alert',
    sequence         UInt32                  COMMENT 'The step of the alert',
    subscription     LowCardinality(String)  COMMENT 'Who was told',
    status           LowCardinality(String)  COMMENT 'delivered, failed (it is tried again) or given-up',
    attempt          UInt32                  COMMENT 'From 1; begins again after a crash and with a replay',
    http_status      Nullable(UInt16)        COMMENT 'What the endpoint answered; null: nothing, or it was mail',
    detail           String                  COMMENT 'Why it failed',
    duration_ms      UInt32                  COMMENT 'How long the attempt took, ms',
    at               DateTime64(3, 'UTC')    COMMENT 'When it ended, UTC',
    record_partition UInt32                  COMMENT 'Partition of the topic deliveries that this row was read from',
    record_offset    UInt64                  COMMENT 'Its offset there'
)
ENGINE = ReplacingMergeTree
ORDER BY (alert_id, sequence, subscription, record_partition, record_offset)
SETTINGS non_replicated_deduplication_window = 40000
COMMENT 'Every attempt to tell a subscription of an alert''s step. Repeats vanish in the background: read deliveries, or with FINAL';

CREATE VIEW IF NOT EXISTS {database}.deliveries
AS SELECT t.alert_id AS alert_id, t.sequence AS sequence, t.subscription AS subscription, argMax(t.status, t.at) AS latest_status, argMax(t.detail, t.at) AS latest_detail,
    count() AS attempts, countIf(t.status = 'delivered') AS delivered, min(t.at) AS first_at, max(t.at) AS latest_at
FROM {database}.delivery_attempts AS t FINAL
GROUP BY t.alert_id, t.sequence, t.subscription
COMMENT 'One row for each step of an alert and subscription: what became of it, in how many attempts';
