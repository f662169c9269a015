-- The api asks every half minute which sources there are, and when each was last heard of. All contacts were read for it. Greatest times by source: a batch that is repeated changes nothing.
CREATE TABLE IF NOT EXISTS {database}.sources
(
    source           LowCardinality(String)                              COMMENT 'Publishing system, e.g. helpdesk',
    last_received_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))  COMMENT 'When Kafka received the latest of its events, UTC',
    last_occurred_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))  COMMENT 'When the latest of its events happened, by the source, UTC'
)
ENGINE = AggregatingMergeTree
ORDER BY source
SETTINGS non_replicated_deduplication_window = 40000
COMMENT 'Publishing systems that an accepted event ever came from, also those whose contacts have been let go. Read with FINAL';

CREATE MATERIALIZED VIEW IF NOT EXISTS {database}.sources_feed TO {database}.sources
AS SELECT source, max(received_at) AS last_received_at, max(occurred_at) AS last_occurred_at
FROM {database}.interactions AS interactions GROUP BY source
COMMENT 'Feeds sources from interactions; query that table instead';

INSERT INTO {database}.sources (source, last_received_at, last_occurred_at)
SELECT source, max(received_at), max(occurred_at) FROM {database}.interactions GROUP BY source
SETTINGS insert_deduplicate = 0;

-- How long the latest contacts took is asked every three seconds, by when they were received, which neither key nor partition tells: all rows were read. What was received long ago lies in parts, and granules, of its own.
ALTER TABLE {database}.interactions ADD INDEX IF NOT EXISTS by_received_at received_at TYPE minmax GRANULARITY 1;

ALTER TABLE {database}.interactions MATERIALIZE INDEX by_received_at SETTINGS mutations_sync = 1;
