-- Sums tell which partition of the topic they come from. A partition has one sink, so its share can be held against the facts while the others go on being added:
-- ClickHouse loses an insert of a batch here when it is killed between the token and the part. Counts have a sign, because a share is put right by what it lacks.
ALTER TABLE {database}.experience_by_day ADD COLUMN IF NOT EXISTS record_partition UInt32 COMMENT 'Partition of the topic interactions that the rows were read from' AFTER location,
    MODIFY ORDER BY (day, kind, touch_point, stage, channel, survey_pattern, survey_metric, survey_status, segment, vertical, region, location, record_partition);

ALTER TABLE {database}.experience_by_day
    MODIFY COLUMN interactions Int64 COMMENT 'Events, count; corrections count as events of their own',
    MODIFY COLUMN observations Int64 COMMENT 'Those that are observations, count',
    MODIFY COLUMN low_observations Int64 COMMENT 'Observations with a value below 35, count',
    MODIFY COLUMN sentiment_count Int64 COMMENT 'Events with a sentiment, count';

ALTER TABLE {database}.experience_by_day_feed MODIFY QUERY SELECT
    toDate(occurred_at) AS day,
    kind,
    ifNull(interactions.touch_point, '') AS touch_point,
    ifNull(interactions.stage, '') AS stage,
    ifNull(interactions.channel, '') AS channel,
    ifNull(interactions.location, '') AS location,
    ifNull(interactions.survey_pattern, '') AS survey_pattern,
    ifNull(interactions.survey_metric, '') AS survey_metric,
    ifNull(interactions.survey_status, '') AS survey_status,
    ifNull(interactions.segment, '') AS segment,
    ifNull(interactions.vertical, '') AS vertical,
    ifNull(interactions.region, '') AS region,
    record_partition,
    count() AS interactions,
    countIf(driver IS NOT NULL) AS observations,
    countIf(observation_value < 35) AS low_observations,
    sum(ifNull(observation_weight, 0)) AS weight_sum,
    sum(ifNull(observation_weight * observation_value, 0)) AS weighted_value_sum,
    count(sentiment) AS sentiment_count,
    sum(ifNull(sentiment, 0)) AS sentiment_sum
FROM {database}.interactions AS interactions
GROUP BY day, kind, touch_point, stage, channel, location, survey_pattern, survey_metric, survey_status, segment, vertical, region, record_partition;

-- Older rows cannot be told apart by partition: the facts are added up again, which also gives them their location. Stop the sinks before this migration:
-- a batch that is stored while it runs may be left out or counted twice, until cx rebuild clickhouse is run.
TRUNCATE TABLE {database}.experience_by_day;

INSERT INTO {database}.experience_by_day (day, kind, touch_point, stage, channel, location, survey_pattern, survey_metric, survey_status, segment, vertical, region,
    record_partition, interactions, observations, low_observations, weight_sum, weighted_value_sum, sentiment_count, sentiment_sum)
SELECT
    toDate(occurred_at) AS day,
    kind,
    ifNull(interactions.touch_point, '') AS touch_point,
    ifNull(interactions.stage, '') AS stage,
    ifNull(interactions.channel, '') AS channel,
    ifNull(interactions.location, '') AS location,
    ifNull(interactions.survey_pattern, '') AS survey_pattern,
    ifNull(interactions.survey_metric, '') AS survey_metric,
    ifNull(interactions.survey_status, '') AS survey_status,
    ifNull(interactions.segment, '') AS segment,
    ifNull(interactions.vertical, '') AS vertical,
    ifNull(interactions.region, '') AS region,
    record_partition,
    count() AS interactions,
    countIf(driver IS NOT NULL) AS observations,
    countIf(observation_value < 35) AS low_observations,
    sum(ifNull(observation_weight, 0)) AS weight_sum,
    sum(ifNull(observation_weight * observation_value, 0)) AS weighted_value_sum,
    count(sentiment) AS sentiment_count,
    sum(ifNull(sentiment, 0)) AS sentiment_sum
FROM {database}.interactions AS interactions
GROUP BY day, kind, touch_point, stage, channel, location, survey_pattern, survey_metric, survey_status, segment, vertical, region, record_partition
SETTINGS insert_deduplicate = 0, max_partitions_per_insert_block = 0, max_bytes_before_external_group_by = 1000000000;
