-- The key grows by a new column, which costs nothing: rows from before have none. The feed brings it from the next insert on.
ALTER TABLE {database}.experience_by_day ADD COLUMN IF NOT EXISTS location LowCardinality(String) COMMENT 'Location; empty: not known, or added up before this column was there' AFTER channel,
    MODIFY ORDER BY (day, kind, touch_point, stage, channel, survey_pattern, survey_metric, survey_status, segment, vertical, region, location);

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
    count() AS interactions,
    countIf(driver IS NOT NULL) AS observations,
    countIf(observation_value < 35) AS low_observations,
    sum(ifNull(observation_weight, 0)) AS weight_sum,
    sum(ifNull(observation_weight * observation_value, 0)) AS weighted_value_sum,
    count(sentiment) AS sentiment_count,
    sum(ifNull(sentiment, 0)) AS sentiment_sum
FROM {database}.interactions AS interactions
GROUP BY day, kind, touch_point, stage, channel, location, survey_pattern, survey_metric, survey_status, segment, vertical, region;
