CREATE TABLE IF NOT EXISTS {database}.failed_events
(
    failure_id       String                            COMMENT 'topic:partition:offset of the record that failed; one row each when read with FINAL or through failed_events_now',
    at               DateTime64(3, 'UTC')              COMMENT 'When it failed, UTC',
    step             LowCardinality(String)            COMMENT 'decode, validate, identify, score or store',
    code             LowCardinality(String)            COMMENT 'From the closed list of codes, e.g. time.in-future',
    reason           String                            COMMENT 'What is wrong, with the field''s path',
    topic            LowCardinality(String)            COMMENT 'Topic of the record',
    topic_partition  UInt32                            COMMENT 'Its partition there',
    topic_offset     UInt64                            COMMENT 'Its offset there',
    topic_timestamp  DateTime64(3, 'UTC')              COMMENT 'Its Kafka timestamp, UTC',
    key_base64       Nullable(String)                  COMMENT 'Its key, Base64: base64Decode gives the bytes; null: it had none',
    value_base64     Nullable(String)                  COMMENT 'Its value, Base64; null: it had none',
    headers_base64   Map(String, String)               COMMENT 'Its headers by name, the values Base64',
    attempts         UInt32                            COMMENT '1 plus the number of times it was replayed',
    record_partition UInt32                            COMMENT 'Partition of the topic failed-events that this row was read from',
    record_offset    UInt64                            COMMENT 'Its offset there',
    recorded_at      DateTime64(3, 'UTC')              COMMENT 'When the failed event was written to Kafka, UTC'
)
ENGINE = ReplacingMergeTree(attempts)
ORDER BY failure_id
SETTINGS non_replicated_deduplication_window = 40000
COMMENT 'Records that could not be processed, with their original bytes. Repeats vanish in the background: read failed_events_now, or with FINAL';

CREATE VIEW IF NOT EXISTS {database}.failed_events_now
AS SELECT * FROM {database}.failed_events FINAL
COMMENT 'One row for each record that could not be processed, as of its latest attempt';
