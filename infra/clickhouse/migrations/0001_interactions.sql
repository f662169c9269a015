CREATE TABLE IF NOT EXISTS {database}.interactions
(
    account_id       String                            COMMENT 'Account that the contact belongs to. With event_id the identity of a row',
    event_id         String                            COMMENT 'Id of the event as its sender gave it; unique within the account',
    kind             LowCardinality(String)            COMMENT 'TOUCH_POINT or SURVEY',
    occurred_at      DateTime64(3, 'UTC')              COMMENT 'When it happened, by its sender, UTC',
    received_at      DateTime64(3, 'UTC')              COMMENT 'When Kafka received the event, UTC',
    source           LowCardinality(String)            COMMENT 'Publishing system, e.g. helpdesk',
    contact_id       Nullable(String)                  COMMENT 'Person; null: not named',
    touch_point      LowCardinality(Nullable(String))  COMMENT 'Key such as delivery or support.call; null: a survey that names none',
    directness       LowCardinality(String)            COMMENT 'DIRECT or INDIRECT (word of mouth, reviews, news)',
    reach_people     Nullable(Int64)                   COMMENT 'Audience of an indirect contact, people, 0 or more; null: not known',
    stage            LowCardinality(Nullable(String))  COMMENT 'Lifecycle stage, AWARE to LEAVE; null: not known',
    channel          LowCardinality(Nullable(String))  COMMENT 'web, phone, store, email, …; null: not known',
    location         LowCardinality(Nullable(String))  COMMENT 'Where it happened, in the sender''s words; null: not known',
    outcome          LowCardinality(Nullable(String))  COMMENT 'How it went for the customer: SUCCEEDED, FAILED, ABANDONED, ESCALATED, COMPLAINED, PRAISED; null: not known',
    measures         Map(LowCardinality(String), Float64) COMMENT 'Measured facts by name; the name carries the unit, e.g. waitSeconds',
    survey_id        Nullable(String)                  COMMENT 'Survey; null: a touch point',
    survey_status    LowCardinality(Nullable(String))  COMMENT 'SENT, ANSWERED or EXPIRED; null: a touch point',
    survey_pattern   LowCardinality(Nullable(String))  COMMENT 'TRANSACTION (past), RELATIONSHIP (present) or STUDY (potential); null: a touch point',
    survey_metric    LowCardinality(Nullable(String))  COMMENT 'NPS, CSAT, CES or RATING; null: a touch point',
    survey_score     Nullable(Float64)                 COMMENT 'The answer on its own scale; null: a touch point, or no answer in figures',
    survey_scale_min Nullable(Float64)                 COMMENT 'Lowest possible answer; null: a touch point',
    survey_scale_max Nullable(Float64)                 COMMENT 'Highest possible answer; null: a touch point',
    survey_higher_is_better Nullable(Bool)             COMMENT 'Direction of the scale; null: a touch point',
    text             Nullable(String)                  COMMENT 'What the customer said, in their words; null: nothing',
    language         LowCardinality(Nullable(String))  COMMENT 'BCP 47 tag of the text; null: not known',
    sentiment        Nullable(Float64)                 COMMENT 'Of the text, -1 to 1; null: no text, or no cue in it',
    emotions         Array(LowCardinality(String))     COMMENT 'Emotions named or shown in the text; empty: none found',
    effort           Nullable(Float64)                 COMMENT 'Effort that the text speaks of, 0 to 1; null: no cue',
    driver           LowCardinality(Nullable(String))  COMMENT 'What the observation counts for in the score: the touch point, or survey.nps and so on; null: not an observation',
    observation_value Nullable(Float64)                COMMENT 'Value of the observation, 0 (worst) to 100 (best); null: not an observation',
    observation_weight Nullable(Float64)               COMMENT 'Weight of the observation when it was new, above 0; null: not an observation',
    corrects_event_id Nullable(String)                 COMMENT 'Event that this one replaces; null: none',
    segment          LowCardinality(Nullable(String))  COMMENT 'CRM segment of the account at that time; null: not known',
    vertical         LowCardinality(Nullable(String))  COMMENT 'CRM vertical market at that time; null: not known',
    region           LowCardinality(Nullable(String))  COMMENT 'CRM region at that time; null: not known',
    score_after      Nullable(Float64)                 COMMENT 'Score of the account right after the event, 0 to 100; null: no score',
    model_version    LowCardinality(String)            COMMENT 'Scoring model in force',
    attributes       Map(String, String)               COMMENT 'Whatever else the sender told, by name',
    log_partition    UInt32                            COMMENT 'Partition of the timeline that the event stands in',
    log_offset       UInt64                            COMMENT 'Its offset there',
    record_partition UInt32                            COMMENT 'Partition of the topic interactions that this row was read from',
    record_offset    UInt64                            COMMENT 'Its offset there; with record_partition unique in this table',
    recorded_at      DateTime64(3, 'UTC')              COMMENT 'When the scorer wrote the record to Kafka, UTC'
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (account_id, occurred_at, event_id)
SETTINGS non_replicated_deduplication_window = 40000
COMMENT 'One accepted touch point or survey event of an account a row, enriched and scored. Each event is here exactly once';

ALTER TABLE {database}.interactions ADD INDEX IF NOT EXISTS by_event_id event_id TYPE bloom_filter(0.01) GRANULARITY 4;
