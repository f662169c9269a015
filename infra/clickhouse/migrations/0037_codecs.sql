-- Codecs of the large tables, chosen by a month of bench/clickhouse's contacts, 4.2 million rows (2026-11-29, 2 cores, AMD EPYC; bytes a row, and ms to read them all in one thread; LZ4 is what ClickHouse takes by itself):
--   a time             LZ4 6.0, 25 ms    Delta, ZSTD(1) 4.0, 61    DoubleDelta, ZSTD(1) 4.6    T64, LZ4 4.1, 17    T64, ZSTD(1) 4.1, 17
--   an offset          LZ4 4.9, 23       ZSTD(1) 3.1, 56           Delta, ZSTD(1) 3.7          T64, LZ4 2.9, 15    T64, ZSTD(1) 2.9
--   text               LZ4 0.8, 16       ZSTD(1) 0.3, 22           ZSTD(3) 0.4
--   event_id           LZ4 7.3, 29       ZSTD(1) 4.2, 112          ZSTD(3) 4.1
--   contact_id         LZ4 2.0, 30       ZSTD(1) 0.8, 109          account_id LZ4 0.3, 21 · ZSTD(1) 0.3, 92
--   score_after        LZ4 8.0, 12       ZSTD(1) 7.5, 35           Gorilla, ZSTD(1) 6.9, 42    FPC, ZSTD(1) 7.3
-- So T64 for what counts up or lies close together, a third smaller and faster to read; ZSTD(1) for what people wrote and for ids that are only read of a few contacts at a time; LZ4 for what whole months are read of.
-- Parts that are there keep theirs until they are merged.
ALTER TABLE {database}.interactions
    MODIFY COLUMN occurred_at CODEC(T64, LZ4), MODIFY COLUMN received_at CODEC(T64, LZ4), MODIFY COLUMN recorded_at CODEC(T64, LZ4),
    MODIFY COLUMN log_partition CODEC(T64, LZ4), MODIFY COLUMN log_offset CODEC(T64, LZ4), MODIFY COLUMN record_partition CODEC(T64, LZ4), MODIFY COLUMN record_offset CODEC(T64, LZ4),
    MODIFY COLUMN event_id CODEC(ZSTD(1)), MODIFY COLUMN corrects_event_id CODEC(ZSTD(1)), MODIFY COLUMN survey_id CODEC(ZSTD(1)), MODIFY COLUMN text CODEC(ZSTD(1)), MODIFY COLUMN attributes CODEC(ZSTD(1));

ALTER TABLE {database}.score_history
    MODIFY COLUMN at CODEC(T64, LZ4), MODIFY COLUMN recorded_at CODEC(T64, LZ4), MODIFY COLUMN log_partition CODEC(T64, LZ4), MODIFY COLUMN log_offset CODEC(T64, LZ4),
    MODIFY COLUMN record_partition CODEC(T64, LZ4), MODIFY COLUMN record_offset CODEC(T64, LZ4), MODIFY COLUMN cause_event_id CODEC(ZSTD(1));

ALTER TABLE {database}.survey_events
    MODIFY COLUMN occurred_at CODEC(T64, LZ4), MODIFY COLUMN record_partition CODEC(T64, LZ4), MODIFY COLUMN record_offset CODEC(T64, LZ4);
