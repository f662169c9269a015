-- Corrections hold for surveys that were sent, and for answers of any kind, too: a sending that was corrected was not sent as told, an answer that was corrected to EXPIRED is none.
-- By two hashes, 128 bits, as in touch_point_corridor: ids themselves take longer to compare.
CREATE OR REPLACE VIEW {database}.survey_invitations
(
    occurred_at DateTime64(3, 'UTC') COMMENT 'When it was first sent, UTC',
    survey_metric LowCardinality(String) COMMENT 'NPS, CSAT, CES or RATING: what the question is',
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
    is_answered Bool COMMENT 'Whether an answer to this question has come that stands, in figures or in words, at any time'
)
AS SELECT t.occurred_at AS occurred_at, survey_metric, survey_pattern, account_id, survey_id, contact_id, touch_point, stage, channel, location, segment, vertical, region,
    toBool((account_id, survey_id, survey_metric) IN (SELECT account_id, survey_id, survey_metric FROM {database}.survey_events WHERE survey_status = 'ANSWERED'
        AND (cityHash64(account_id, event_id), xxHash64(account_id, event_id)) NOT IN (SELECT cityHash64(account_id, event_id), xxHash64(account_id, event_id) FROM {database}.superseded_events))) AS is_answered
FROM {database}.survey_events AS t
WHERE survey_status = 'SENT' AND (cityHash64(account_id, event_id), xxHash64(account_id, event_id)) NOT IN (SELECT cityHash64(account_id, event_id), xxHash64(account_id, event_id) FROM {database}.superseded_events)
ORDER BY t.occurred_at LIMIT 1 BY account_id, survey_id, survey_metric
COMMENT 'Every question of a survey that was sent, once, and whether it was answered: a survey that asks for two metrics has two rows. What a correction has replaced is neither sent nor an answer';

-- The limit is core/surveys/permission.ts's, to the millisecond: allowed from `per` after the max_surveys-th survey before it on, also exactly then. Before the first ones there is none: null, which counts nothing.
CREATE OR REPLACE VIEW {database}.survey_fatigue
AS SELECT month, segment, count() AS invitations, countIf(since_limit < 1000 * toInt64({per_seconds:UInt32})) AS over_limit, countIf(since_last < 86400000 * toInt64({min_gap_days:UInt32})) AS too_soon,
    uniqExact(contact_id) AS contacts, uniqExactIf(contact_id, since_limit < 1000 * toInt64({per_seconds:UInt32})) AS contacts_over_limit
FROM (
    SELECT toStartOfMonth(toDate(sent_at)) AS month, segment, contact_id, toUnixTimestamp64Milli(sent_at) AS ms,
        ms - lagInFrame(toNullable(ms), {max_surveys:UInt32}) OVER earlier AS since_limit, ms - lagInFrame(toNullable(ms), 1) OVER earlier AS since_last
    FROM (SELECT contact_id, survey_id, segment, t.occurred_at AS sent_at
        FROM {database}.survey_events AS t WHERE survey_status = 'SENT' AND contact_id IS NOT NULL AND (cityHash64(account_id, event_id), xxHash64(account_id, event_id)) NOT IN (SELECT cityHash64(account_id, event_id), xxHash64(account_id, event_id) FROM {database}.superseded_events)
        ORDER BY t.occurred_at LIMIT 1 BY contact_id, survey_id)
    WINDOW earlier AS (PARTITION BY contact_id ORDER BY sent_at, survey_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
GROUP BY month, segment
COMMENT 'Surveys sent to people who had enough of them, by month and segment: SELECT * FROM survey_fatigue(max_surveys = 2, per_seconds = 2592000, min_gap_days = 7), the figures of the model''s contactFrequency. A survey counts once for a person, when it was first sent, however many questions it asks; not where a correction has replaced the sending. invitations: surveys sent, count; over_limit: those sent less than per_seconds after the max_surveys-th one before; too_soon: less than min_gap_days after the one before, both to the millisecond, as GET /surveys/permission decides; contacts: people, count; contacts_over_limit: those with a survey over the limit';
