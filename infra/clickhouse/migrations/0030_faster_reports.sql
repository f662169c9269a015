-- Reports over days and months, measured with 50 million interactions and 100,000 accounts (README.md, Measured).

-- Nearly every account has a score on nearly every day, so a day is read as it stands, and only where an account has gaps is the score before carried on. The window over all accounts
-- that did this before kept the days that a question is about from being read alone.
CREATE OR REPLACE VIEW {database}.account_gaps
(
    account_id String COMMENT 'Account',
    day        Date   COMMENT 'UTC day with a score of the account, after which at least one has none',
    until      Date   COMMENT 'Next day with a score of the account; where there is none, the day after the latest that any account has'
)
AS SELECT account_id, tupleElement(gap, 1) AS day, tupleElement(gap, 2) AS until
FROM (
    SELECT account_id, arraySort(arrayDistinct(groupArray(d.day))) AS days,
        arrayFilter(pair -> pair.2 > pair.1 + 1, arrayZip(days, arrayPushBack(arrayPopFront(days), (SELECT max(day) + 1 FROM {database}.account_days)))) AS gaps
    FROM {database}.account_days AS d GROUP BY account_id
)
ARRAY JOIN gaps AS gap
COMMENT 'Where an account has no score on the day after one that has, because its evidence has faded, or because it was not scored that day';

CREATE OR REPLACE VIEW {database}.account_snapshots
(
    day Date COMMENT 'UTC day',
    account_id String COMMENT 'Account',
    at DateTime64(3, 'UTC') COMMENT 'Account time of the score, UTC; an earlier day: the evidence had faded, the last score is kept',
    score Float64 COMMENT 'Last experience score until the end of the day, 0 (worst) to 100 (best)',
    evidence Float64 COMMENT 'Decayed sum of weights, 0 or more, at that time',
    band LowCardinality(String) COMMENT 'UNKNOWN, AT_RISK, WATCH or HEALTHY',
    quadrant LowCardinality(Nullable(String)) COMMENT 'MODEL, GROWTH, AT_RISK or DANGLING; null: band unknown or no revenue',
    contacts Int64 COMMENT 'Accepted contacts so far, count',
    stage LowCardinality(Nullable(String)) COMMENT 'Life-cycle stage; null: not known',
    segment LowCardinality(Nullable(String)) COMMENT 'CRM segment; null: not known',
    vertical LowCardinality(Nullable(String)) COMMENT 'CRM vertical market; null: not known',
    region LowCardinality(Nullable(String)) COMMENT 'CRM region; null: not known',
    annual_revenue Nullable(Float64) COMMENT 'CRM revenue a year, in currency; null: not known',
    currency LowCardinality(Nullable(String)) COMMENT 'ISO 4217 code of annual_revenue; null: not known',
    open_alerts UInt16 COMMENT 'Alerts that were open, count',
    is_closed Bool COMMENT 'Whether CRM said that the account is closed'
)
AS SELECT day, account_id, at, score, evidence, band, quadrant, contacts, stage, segment, vertical, region, annual_revenue, currency, open_alerts, is_closed
FROM {database}.account_days FINAL
UNION ALL
SELECT toDate(arrayJoin(range(toUInt16(k.day) + 1, toUInt16(g.until)))) AS day, k.account_id AS account_id, k.at AS at, k.score AS score, k.evidence AS evidence, k.band AS band, k.quadrant AS quadrant,
    k.contacts AS contacts, k.stage AS stage, k.segment AS segment, k.vertical AS vertical, k.region AS region, k.annual_revenue AS annual_revenue, k.currency AS currency, k.open_alerts AS open_alerts, k.is_closed AS is_closed
FROM (SELECT * FROM {database}.account_days FINAL WHERE (day, account_id) IN (SELECT day, account_id FROM {database}.account_gaps)) AS k
INNER JOIN {database}.account_gaps AS g ON g.account_id = k.account_id AND g.day = k.day
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Every account on every UTC day since its first score, until the latest day that has any: days without a score of its own repeat the one before';

-- Contacts are counted in one pass over the period. Repeats are looked for only at touch points that had a failure, each contact's latest failure before it (ASOF), in place of a window over all
-- contacts. What corrections replaced is recognised by 128 bits of hash: a set of pairs of texts takes longer than all the rest.
CREATE OR REPLACE VIEW {database}.touch_point_corridor
AS SELECT stage, touch_point, sum(p.contacts) AS contacts, sum(p.failures) AS failures, 100 * failures / contacts AS failure_percent,
    sum(p.repeats) AS repeats, 100 * repeats / contacts AS repeat_percent, sum(p.accounts) AS accounts, sum(p.value_sum) / sum(p.weight_sum) AS mean_value
FROM (
    SELECT t.stage AS stage, assumeNotNull(t.touch_point) AS touch_point, count() AS contacts, countIf(ifNull(outcome IN ('FAILED', 'ABANDONED', 'ESCALATED', 'COMPLAINED'), false)) AS failures, 0 AS repeats,
        uniqExact(account_id) AS accounts, sum(ifNull(observation_value * observation_weight, 0)) AS value_sum, sum(ifNull(observation_weight, 0)) AS weight_sum
    FROM {database}.interactions AS t
    WHERE kind = 'TOUCH_POINT' AND t.touch_point IS NOT NULL AND occurred_at >= toDateTime64({from_day:Date}, 3, 'UTC') AND occurred_at < toDateTime64({to_day:Date} + 1, 3, 'UTC')
        AND (cityHash64(account_id, event_id), xxHash64(account_id, event_id)) NOT IN (SELECT cityHash64(account_id, event_id), xxHash64(account_id, event_id) FROM {database}.superseded_events)
    GROUP BY stage, touch_point
    UNION ALL
    SELECT c.stage AS stage, c.touch_point AS touch_point, 0, 0, count(), 0, 0, 0
    FROM (
        SELECT account_id, t.stage AS stage, assumeNotNull(t.touch_point) AS touch_point, occurred_at
        FROM {database}.interactions AS t
        PREWHERE kind = 'TOUCH_POINT' AND occurred_at >= toDateTime64({from_day:Date}, 3, 'UTC') AND occurred_at < toDateTime64({to_day:Date} + 1, 3, 'UTC')
            AND t.touch_point IN (SELECT DISTINCT t.touch_point FROM {database}.interactions AS t WHERE kind = 'TOUCH_POINT' AND outcome IN ('FAILED', 'ABANDONED', 'ESCALATED', 'COMPLAINED')
                AND occurred_at >= toDateTime64({from_day:Date}, 3, 'UTC') - INTERVAL 7 DAY AND occurred_at < toDateTime64({to_day:Date} + 1, 3, 'UTC'))
        WHERE (cityHash64(account_id, event_id), xxHash64(account_id, event_id)) NOT IN (SELECT cityHash64(account_id, event_id), xxHash64(account_id, event_id) FROM {database}.superseded_events)
    ) AS c
    ASOF INNER JOIN (
        SELECT account_id, assumeNotNull(t.touch_point) AS touch_point, occurred_at
        FROM {database}.interactions AS t
        PREWHERE kind = 'TOUCH_POINT' AND t.touch_point IS NOT NULL AND outcome IN ('FAILED', 'ABANDONED', 'ESCALATED', 'COMPLAINED')
            AND occurred_at >= toDateTime64({from_day:Date}, 3, 'UTC') - INTERVAL 7 DAY AND occurred_at < toDateTime64({to_day:Date} + 1, 3, 'UTC')
        WHERE (cityHash64(account_id, event_id), xxHash64(account_id, event_id)) NOT IN (SELECT cityHash64(account_id, event_id), xxHash64(account_id, event_id) FROM {database}.superseded_events)
    ) AS f ON f.account_id = c.account_id AND f.touch_point = c.touch_point AND f.occurred_at < c.occurred_at
    WHERE f.occurred_at >= c.occurred_at - INTERVAL 7 DAY
    GROUP BY stage, touch_point
) AS p
GROUP BY stage, touch_point
COMMENT 'Stage by touch point of the UTC days from_day to to_day: SELECT * FROM touch_point_corridor(from_day = ''2026-10-01'', to_day = ''2026-10-31''). contacts, failures (outcome FAILED, ABANDONED, ESCALATED or COMPLAINED), repeats (same account and touch point within 7 days after a failure), accounts: counts; mean_value: of the observations, by weight, 0 to 100, not a number where there is none';

-- What was said at a time: the days before it are read as they closed, and of its own day the scores until then, in place of all scores that ever were. Their model is kept with the days for it.
ALTER TABLE {database}.account_days ADD COLUMN IF NOT EXISTS model_version LowCardinality(String) COMMENT 'Scoring model in force; empty: its score had been let go when this column came' AFTER is_closed;

ALTER TABLE {database}.account_days_feed MODIFY QUERY SELECT toDate(s.at) AS day, account_id, s.at AS at, score, evidence, band, quadrant, drivers, prior, contacts, stage, segment, vertical, region, annual_revenue, currency,
    toUInt16(length(s.open_alerts)) AS open_alerts, is_closed, model_version, record_offset
FROM {database}.score_history AS s;

INSERT INTO {database}.account_days (day, account_id, at, score, evidence, band, quadrant, drivers, prior, contacts, stage, segment, vertical, region, annual_revenue, currency, open_alerts, is_closed, model_version, record_offset)
SELECT toDate(s.at), account_id, s.at, score, evidence, band, quadrant, drivers, prior, contacts, stage, segment, vertical, region, annual_revenue, currency,
    toUInt16(length(s.open_alerts)), is_closed, model_version, record_offset
FROM {database}.score_history AS s
SETTINGS insert_deduplicate = 0, max_partitions_per_insert_block = 0;

CREATE OR REPLACE VIEW {database}.scores_as_known
AS SELECT account_id, latest.1 AS at, latest.2 AS score, latest.3 AS evidence, latest.4 AS band, latest.5 AS drivers, latest.6 AS model_version
FROM (
    SELECT account_id, argMax((u.at, u.score, u.evidence, u.band, u.drivers, u.model_version), u.record_offset) AS latest
    FROM (
        SELECT account_id, at, score, evidence, band, drivers, model_version, record_offset
        FROM {database}.account_days FINAL
        WHERE (day, account_id) IN (SELECT max(d.day), account_id FROM {database}.account_days AS d WHERE d.day < toDate({then:DateTime64(3, 'UTC')}) GROUP BY account_id)
        UNION ALL
        SELECT account_id, s.at AS at, score, evidence, band, drivers, model_version, record_offset
        FROM {database}.score_history AS s WHERE s.at >= toStartOfDay({then:DateTime64(3, 'UTC')}) AND s.at <= {then:DateTime64(3, 'UTC')}
    ) AS u
    GROUP BY account_id
)
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'The score of each account as it was known at a time: SELECT * FROM scores_as_known(then = ''2026-10-01 12:00:00''). then: UTC; at: account time of the score that stood, UTC, at most a day earlier while there is evidence; columns as in score_history';

-- One contact in eight or so counts for the score. Who looks for those alone, by account and event or by driver, need not read all contacts. Replacing, on the record's place in its topic, as survey_events.
CREATE TABLE IF NOT EXISTS {database}.observations
(
    account_id         String                            COMMENT 'Account',
    event_id           String                            COMMENT 'Event; unique within the account',
    occurred_at        DateTime64(3, 'UTC')              COMMENT 'When it happened, by its sender, UTC' CODEC(Delta, ZSTD),
    driver             LowCardinality(String)            COMMENT 'What it counts for in the score: the touch point, or survey.nps and so on',
    stage              LowCardinality(Nullable(String))  COMMENT 'Life-cycle stage; null: not known',
    segment            LowCardinality(Nullable(String))  COMMENT 'CRM segment at that time; null: not known',
    observation_value  Float64                           COMMENT 'Value, 0 (worst) to 100 (best)' CODEC(ZSTD),
    observation_weight Float64                           COMMENT 'Weight when it was new, above 0' CODEC(ZSTD),
    record_partition   UInt32                            COMMENT 'Partition of the topic interactions',
    record_offset      UInt64                            COMMENT 'Offset there' CODEC(Delta, ZSTD)
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (account_id, event_id, record_partition, record_offset)
SETTINGS non_replicated_deduplication_window = 40000
COMMENT 'Contacts that count for the score, corrected ones and their corrections among them. Read with FINAL, and without superseded_events';

CREATE MATERIALIZED VIEW IF NOT EXISTS {database}.observations_feed TO {database}.observations
AS SELECT account_id, event_id, occurred_at, assumeNotNull(interactions.driver) AS driver, stage, segment, assumeNotNull(interactions.observation_value) AS observation_value,
    assumeNotNull(interactions.observation_weight) AS observation_weight, record_partition, record_offset
FROM {database}.interactions AS interactions WHERE interactions.driver IS NOT NULL
COMMENT 'Feeds observations from interactions; query that table instead';

INSERT INTO {database}.observations (account_id, event_id, occurred_at, driver, stage, segment, observation_value, observation_weight, record_partition, record_offset)
SELECT account_id, event_id, occurred_at, assumeNotNull(t.driver), stage, segment, assumeNotNull(t.observation_value), assumeNotNull(t.observation_weight), record_partition, record_offset
FROM {database}.interactions AS t WHERE t.driver IS NOT NULL
SETTINGS insert_deduplicate = 0, max_partitions_per_insert_block = 0;

CREATE OR REPLACE VIEW {database}.scores_as_known_today
AS SELECT account_id, ({prior_mean:Float64} * {prior_strength:Float64} + sum(weight * value)) / ({prior_strength:Float64} + sum(weight)) AS score, sum(weight) AS evidence, count() AS observations
FROM (
    SELECT account_id, t.observation_value AS value, t.driver AS name,
        t.observation_weight * exp2(-(toUnixTimestamp64Milli({then:DateTime64(3, 'UTC')}) - toUnixTimestamp64Milli(occurred_at)) / 86400000
            / if(has(mapKeys({half_lives:Map(String, Float64)}), name), {half_lives:Map(String, Float64)}[name], {half_life_days:Float64})) AS weight
    FROM {database}.observations AS t FINAL
    WHERE occurred_at <= {then:DateTime64(3, 'UTC')} AND (account_id, event_id) NOT IN (SELECT account_id, event_id FROM {database}.superseded_events)
)
GROUP BY account_id
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'The score of each account at a time, with all that is known today: SELECT * FROM scores_as_known_today(then = ''2026-10-01 12:00:00'', prior_mean = 70, prior_strength = 2, half_life_days = 30, half_lives = map(''product.use'', 14)), the figures of the model (score.prior, score.halfLifeDays, touchPoints.keys.*.halfLifeDays; of a segment where it has its own). Late events count from when they happened, corrected ones as they were corrected. then: UTC; score: 0 to 100; evidence: decayed sum of weights; observations: count';
