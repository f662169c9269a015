-- Surveys are a small part of the interactions, and asked for by metric and time, not by account: a table of their own, in that order. Replacing, on
-- the record's place in its topic: a row that both the feed and the filling below bring is one row when read with FINAL, so the filling may run beside
-- the sink and again after a crash. FINAL stays within a month, because the place of a record decides its month.
CREATE TABLE IF NOT EXISTS {database}.survey_events
(
    survey_metric    LowCardinality(String)            COMMENT 'NPS, CSAT, CES or RATING',
    survey_pattern   LowCardinality(String)            COMMENT 'What it asks about: TRANSACTION (past), RELATIONSHIP (present) or STUDY (potential)',
    survey_status    LowCardinality(String)            COMMENT 'SENT, ANSWERED or EXPIRED',
    occurred_at      DateTime64(3, 'UTC')              COMMENT 'When it was sent, answered or expired, UTC',
    account_id       String                            COMMENT 'Account',
    event_id         String                            COMMENT 'Event; unique within the account',
    survey_id        String                            COMMENT 'Survey, as one person got it',
    contact_id       Nullable(String)                  COMMENT 'Person; null: not named',
    touch_point      LowCardinality(Nullable(String))  COMMENT 'Touch point that it asks about; null: none',
    stage            LowCardinality(Nullable(String))  COMMENT 'Life-cycle stage; null: not known',
    channel          LowCardinality(Nullable(String))  COMMENT 'Channel; null: not known',
    location         LowCardinality(Nullable(String))  COMMENT 'Location; null: not known',
    segment          LowCardinality(Nullable(String))  COMMENT 'CRM segment at that time; null: not known',
    vertical         LowCardinality(Nullable(String))  COMMENT 'CRM vertical market at that time; null: not known',
    region           LowCardinality(Nullable(String))  COMMENT 'CRM region at that time; null: not known',
    answer           Nullable(Float64)                 COMMENT 'The answer on its own scale; null: none in figures',
    goodness_percent Nullable(Float64)                 COMMENT 'The answer as a share of its scale, 0 (worst) to 100 (best), whichever way the scale runs; null: no answer in figures',
    record_partition UInt32                            COMMENT 'Partition of the topic interactions',
    record_offset    UInt64                            COMMENT 'Offset there'
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (survey_metric, survey_status, occurred_at, record_partition, record_offset)
SETTINGS non_replicated_deduplication_window = 40000
COMMENT 'Every survey sent, answered or expired. Read survey_answers and survey_invitations, or with FINAL';

CREATE TABLE IF NOT EXISTS {database}.corrections
(
    account_id        String       COMMENT 'Account',
    corrects_event_id String       COMMENT 'Event that is replaced',
    event_id          String       COMMENT 'Event that replaces it',
    log_offset        UInt64       COMMENT 'Offset of the latter in its partition of the timeline: the greatest one wins',
    record_partition  UInt32       COMMENT 'Partition of the topic interactions',
    record_offset     UInt64       COMMENT 'Offset there'
)
ENGINE = ReplacingMergeTree
ORDER BY (account_id, corrects_event_id, record_partition, record_offset)
SETTINGS non_replicated_deduplication_window = 40000
COMMENT 'Which event was corrected by which. Read superseded_events';

CREATE MATERIALIZED VIEW IF NOT EXISTS {database}.survey_events_feed TO {database}.survey_events
AS SELECT assumeNotNull(interactions.survey_metric) AS survey_metric, assumeNotNull(interactions.survey_pattern) AS survey_pattern,
    assumeNotNull(interactions.survey_status) AS survey_status, occurred_at, account_id, event_id, assumeNotNull(interactions.survey_id) AS survey_id, contact_id,
    touch_point, stage, channel, location, segment, vertical, region, survey_score AS answer,
    100 * if(ifNull(survey_higher_is_better, true), survey_score - survey_scale_min, survey_scale_max - survey_score) / (survey_scale_max - survey_scale_min) AS goodness_percent,
    record_partition, record_offset
FROM {database}.interactions AS interactions WHERE kind = 'SURVEY';

CREATE MATERIALIZED VIEW IF NOT EXISTS {database}.corrections_feed TO {database}.corrections
AS SELECT account_id, assumeNotNull(interactions.corrects_event_id) AS corrects_event_id, event_id, log_offset, record_partition, record_offset
FROM {database}.interactions AS interactions WHERE interactions.corrects_event_id IS NOT NULL;

INSERT INTO {database}.survey_events (survey_metric, survey_pattern, survey_status, occurred_at, account_id, event_id, survey_id, contact_id, touch_point, stage, channel, location,
    segment, vertical, region, answer, goodness_percent, record_partition, record_offset)
SELECT assumeNotNull(t.survey_metric), assumeNotNull(t.survey_pattern), assumeNotNull(t.survey_status), occurred_at, account_id, event_id, assumeNotNull(t.survey_id), contact_id,
    touch_point, stage, channel, location, segment, vertical, region, survey_score,
    100 * if(ifNull(survey_higher_is_better, true), survey_score - survey_scale_min, survey_scale_max - survey_score) / (survey_scale_max - survey_scale_min),
    record_partition, record_offset
FROM {database}.interactions AS t WHERE kind = 'SURVEY'
SETTINGS insert_deduplicate = 0;

INSERT INTO {database}.corrections (account_id, corrects_event_id, event_id, log_offset, record_partition, record_offset)
SELECT account_id, assumeNotNull(t.corrects_event_id), event_id, log_offset, record_partition, record_offset
FROM {database}.interactions AS t WHERE t.corrects_event_id IS NOT NULL
SETTINGS insert_deduplicate = 0;

CREATE VIEW IF NOT EXISTS {database}.superseded_events
(
    account_id String COMMENT 'Account',
    event_id   String COMMENT 'Event that counts no more, because another one corrects it, or corrects the same event later'
)
AS SELECT account_id, arrayJoin(arrayPushBack(arrayPopBack(arrayMap(each -> each.2, arraySort(groupUniqArray((log_offset, event_id))))), corrects_event_id)) AS event_id
FROM {database}.corrections
GROUP BY account_id, corrects_event_id
COMMENT 'Events that corrections have replaced: the latest correction of an event stands, the event itself and its earlier corrections do not';

CREATE VIEW IF NOT EXISTS {database}.survey_answers
(
    occurred_at DateTime64(3, 'UTC') COMMENT 'When it was answered, UTC',
    survey_metric LowCardinality(String) COMMENT 'NPS, CSAT, CES or RATING',
    survey_pattern LowCardinality(String) COMMENT 'TRANSACTION (past), RELATIONSHIP (present) or STUDY (potential)',
    account_id String COMMENT 'Account',
    event_id String COMMENT 'Event',
    survey_id String COMMENT 'Survey',
    contact_id Nullable(String) COMMENT 'Person; null: not named',
    touch_point LowCardinality(Nullable(String)) COMMENT 'Touch point; null: none',
    stage LowCardinality(Nullable(String)) COMMENT 'Life-cycle stage; null: not known',
    channel LowCardinality(Nullable(String)) COMMENT 'Channel; null: not known',
    location LowCardinality(Nullable(String)) COMMENT 'Location; null: not known',
    segment LowCardinality(Nullable(String)) COMMENT 'CRM segment at that time; null: not known',
    vertical LowCardinality(Nullable(String)) COMMENT 'CRM vertical market at that time; null: not known',
    region LowCardinality(Nullable(String)) COMMENT 'CRM region at that time; null: not known',
    answer Float64 COMMENT 'The answer on its own scale',
    goodness_percent Float64 COMMENT 'The answer as a share of its scale, 0 (worst) to 100 (best)'
)
AS SELECT occurred_at, survey_metric, survey_pattern, account_id, event_id, survey_id, contact_id, touch_point, stage, channel, location, segment, vertical, region,
    assumeNotNull(t.answer) AS answer, assumeNotNull(t.goodness_percent) AS goodness_percent
FROM {database}.survey_events AS t FINAL
WHERE survey_status = 'ANSWERED' AND t.answer IS NOT NULL AND (account_id, event_id) NOT IN (SELECT account_id, event_id FROM {database}.superseded_events)
SETTINGS do_not_merge_across_partitions_select_final = 1
COMMENT 'Every answer in figures that stands, a corrected one once';

CREATE VIEW IF NOT EXISTS {database}.survey_invitations
(
    occurred_at DateTime64(3, 'UTC') COMMENT 'When it was first sent, UTC',
    survey_metric LowCardinality(String) COMMENT 'NPS, CSAT, CES or RATING',
    survey_pattern LowCardinality(String) COMMENT 'TRANSACTION (past), RELATIONSHIP (present) or STUDY (potential)',
    account_id String COMMENT 'Account',
    survey_id String COMMENT 'Survey',
    contact_id Nullable(String) COMMENT 'Person; null: not named',
    touch_point LowCardinality(Nullable(String)) COMMENT 'Touch point; null: none',
    stage LowCardinality(Nullable(String)) COMMENT 'Life-cycle stage; null: not known',
    channel LowCardinality(Nullable(String)) COMMENT 'Channel; null: not known',
    location LowCardinality(Nullable(String)) COMMENT 'Location; null: not known',
    segment LowCardinality(Nullable(String)) COMMENT 'CRM segment at that time; null: not known',
    vertical LowCardinality(Nullable(String)) COMMENT 'CRM vertical market at that time; null: not known',
    region LowCardinality(Nullable(String)) COMMENT 'CRM region at that time; null: not known',
    is_answered Bool COMMENT 'Whether an answer has come, in figures or in words, at any time'
)
AS SELECT t.occurred_at AS occurred_at, survey_metric, survey_pattern, account_id, survey_id, contact_id, touch_point, stage, channel, location, segment, vertical, region,
    toBool((account_id, survey_id) IN (SELECT account_id, survey_id FROM {database}.survey_events WHERE survey_status = 'ANSWERED')) AS is_answered
FROM {database}.survey_events AS t
WHERE survey_status = 'SENT'
ORDER BY t.occurred_at LIMIT 1 BY account_id, survey_id, survey_metric
COMMENT 'Every survey that was sent, once, and whether it was answered';
