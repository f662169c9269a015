CREATE TABLE IF NOT EXISTS {database}.experience_by_day
(
    day              Date                              COMMENT 'UTC day on which the contacts happened',
    kind             LowCardinality(String)            COMMENT 'TOUCH_POINT or SURVEY',
    touch_point      LowCardinality(String)            COMMENT 'Key such as delivery or support.call; empty: a survey that names none',
    stage            LowCardinality(String)            COMMENT 'Lifecycle stage; empty: not known',
    channel          LowCardinality(String)            COMMENT 'Channel; empty: not known',
    survey_pattern   LowCardinality(String)            COMMENT 'TRANSACTION, RELATIONSHIP or STUDY; empty: a touch point',
    survey_metric    LowCardinality(String)            COMMENT 'NPS, CSAT, CES or RATING; empty: a touch point',
    survey_status    LowCardinality(String)            COMMENT 'SENT, ANSWERED or EXPIRED; empty: a touch point',
    segment          LowCardinality(String)            COMMENT 'CRM segment; empty: not known',
    vertical         LowCardinality(String)            COMMENT 'CRM vertical market; empty: not known',
    region           LowCardinality(String)            COMMENT 'CRM region; empty: not known',
    interactions     UInt64                            COMMENT 'Events, count; corrections count as events of their own',
    observations     UInt64                            COMMENT 'Those that are observations, count',
    low_observations UInt64                            COMMENT 'Observations with a value below 35, count',
    weight_sum       Float64                           COMMENT 'Sum of the observations'' weights',
    weighted_value_sum Float64                         COMMENT 'Sum of weight times value; divided by weight_sum: the mean value, 0 to 100',
    sentiment_count  UInt64                            COMMENT 'Events with a sentiment, count',
    sentiment_sum    Float64                           COMMENT 'Sum of their sentiments; divided by sentiment_count: the mean, -1 to 1'
)
ENGINE = SummingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (day, kind, touch_point, stage, channel, survey_pattern, survey_metric, survey_status, segment, vertical, region)
SETTINGS non_replicated_deduplication_window = 40000
COMMENT 'Interactions added up by day and by everything that they are compared by. Rows of one key may stand apart: add them up with sum() and GROUP BY';

CREATE MATERIALIZED VIEW IF NOT EXISTS {database}.experience_by_day_feed TO {database}.experience_by_day
AS SELECT
    toDate(occurred_at) AS day,
    kind,
    ifNull(interactions.touch_point, '') AS touch_point,
    ifNull(interactions.stage, '') AS stage,
    ifNull(interactions.channel, '') AS channel,
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
GROUP BY day, kind, touch_point, stage, channel, survey_pattern, survey_metric, survey_status, segment, vertical, region;
