-- The timeline beyond Kafka's retention, for `cx replay clickhouse`. As bytes and not decoded: a replay must have the same ones, and a build of next year reads them as it would read the topic.
-- Bytes come as Base64, which is JSON, and are stored as they are: as Base64 they would take 1.2 times the room. Columns that are EPHEMERAL exist in inserts alone.
-- Nearly all of the room is value. ZSTD(3) takes 0.87 of the room of ZSTD(1) and a sixth more time for inserts; ZSTD(9) takes 0.92 of ZSTD(3)'s and nearly three times as long (README, Measured).
-- Ordered as a replay reads. By month of the broker's time, so that a TTL drops whole parts, and a batch touches one or two partitions.
CREATE TABLE IF NOT EXISTS {database}.timeline_archive
(
    key              Nullable(String) DEFAULT base64Decode(key_base64)     COMMENT 'The record''s key as it is, bytes: the account''s id; null: of no account, as settings and progress' CODEC(ZSTD(3)),
    value            Nullable(String) DEFAULT base64Decode(value_base64)   COMMENT 'The record''s value as it is, bytes: the format byte 1 and Avro binary by schemas/internal/timeline.avsc, without a schema registry''s id. Personal data: whatever senders told of customers, and what these wrote. Null: the record has none' CODEC(ZSTD(3)),
    headers          Map(String, String) DEFAULT mapApply((name, header) -> (name, base64Decode(header)), headers_base64) COMMENT 'The record''s headers by name, values as bytes; the services write none' CODEC(ZSTD(3)),
    record_partition UInt32                                                COMMENT 'Partition of the topic timeline that the record was read from' CODEC(ZSTD),
    record_offset    UInt64                                                COMMENT 'Its offset there; with record_partition unique in this table' CODEC(Delta, ZSTD),
    recorded_at      DateTime64(3, 'UTC')                                  COMMENT 'When Kafka took the record in, by the broker''s clock, UTC' CODEC(Delta, ZSTD),
    key_base64       Nullable(String) EPHEMERAL                            COMMENT 'Not stored: key as Base64, for inserts',
    value_base64     Nullable(String) EPHEMERAL                            COMMENT 'Not stored: value as Base64, for inserts',
    headers_base64   Map(String, String) EPHEMERAL                         COMMENT 'Not stored: headers by name, values as Base64, for inserts'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(recorded_at)
ORDER BY (record_partition, record_offset)
SETTINGS non_replicated_deduplication_window = 40000
COMMENT 'Each record of the timeline, byte for byte, from the first one on that the topic still held when archiving began. Personal data. Read by cx replay clickhouse, which makes a timeline of it again';
