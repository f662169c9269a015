CREATE VIEW IF NOT EXISTS {database}.alert_lives
(
    alert_id String COMMENT 'Alert',
    kind LowCardinality(String) COMMENT 'SCORE_BELOW, SCORE_DROP, LOW_SURVEY, SILENT, BURST, SOURCE_OUTAGE or MODEL_CHANGE',
    account_id Nullable(String) COMMENT 'Account; null for SOURCE_OUTAGE and MODEL_CHANGE',
    segment LowCardinality(Nullable(String)) COMMENT 'CRM segment when it opened; null: not known',
    owner LowCardinality(String) COMMENT 'Person who has it, or had it last',
    severity LowCardinality(String) COMMENT 'NORMAL, HIGH or CRITICAL, the highest',
    opened_at DateTime64(3, 'UTC') COMMENT 'When it opened, UTC',
    acknowledged_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When a person first acted on it, UTC; null: not yet, or never',
    ended_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was resolved or closed, UTC; null: it is open',
    status LowCardinality(String) COMMENT 'Its latest step',
    outcome LowCardinality(Nullable(String)) COMMENT 'SAVED, NOT_SAVED or FALSE_ALARM; null: no person closed it',
    escalations UInt64 COMMENT 'Times that it was escalated, count',
    hours_to_acknowledge Nullable(Float64) COMMENT 'From opening, hours; null: not acknowledged',
    hours_to_end Nullable(Float64) COMMENT 'From opening, hours; null: it is open',
    is_flap Bool COMMENT 'Whether it opened within 7 days after the one of its kind and account before it had ended'
)
AS SELECT alert_id, kind, account_id, segment, owner, severity, opened_at, acknowledged_at, ended_at, status, outcome, escalations,
    (toUnixTimestamp64Milli(acknowledged_at) - toUnixTimestamp64Milli(opened_at)) / 3600000 AS hours_to_acknowledge,
    (toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(opened_at)) / 3600000 AS hours_to_end,
    toBool(ifNull(opened_at <= previous_end + INTERVAL 7 DAY, false)) AS is_flap
FROM (
    SELECT *, lagInFrame(ended_at) OVER (PARTITION BY subject, kind ORDER BY opened_at, episode ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS previous_end
    FROM (
        SELECT alert_id, any(e.kind) AS kind, any(e.account_id) AS account_id, any(e.episode) AS episode, argMin(tuple(e.segment), e.sequence).1 AS segment, argMax(e.owner, e.sequence) AS owner,
            argMax(e.severity, e.sequence) AS severity, min(e.opened_at) AS opened_at, minOrNullIf(e.at, e.status IN ('ACKNOWLEDGED', 'ASSIGNED', 'SNOOZED', 'CLOSED')) AS acknowledged_at,
            maxOrNullIf(e.at, e.status IN ('RESOLVED', 'CLOSED')) AS ended_at, argMax(e.status, e.sequence) AS status, argMax(tuple(e.outcome), e.sequence).1 AS outcome,
            countIf(e.status = 'ESCALATED') AS escalations, substring(alert_id, 1, length(alert_id) - position(reverse(alert_id), '~')) AS subject
        FROM {database}.alert_events AS e GROUP BY alert_id
    )
)
COMMENT 'One row for each alert: how fast it was answered and how it ended';

CREATE VIEW IF NOT EXISTS {database}.alert_performance
(
    month Date COMMENT 'Month in which the alerts opened, UTC',
    kind LowCardinality(String) COMMENT 'Kind of alert',
    segment LowCardinality(Nullable(String)) COMMENT 'CRM segment; null: not known',
    alerts UInt64 COMMENT 'Alerts, count',
    open UInt64 COMMENT 'Those that are open, count',
    acknowledged UInt64 COMMENT 'Those on which a person acted, count',
    median_hours_to_acknowledge Nullable(Float64) COMMENT 'Of those, hours; null: none',
    p90_hours_to_acknowledge Nullable(Float64) COMMENT '90 % took no longer, hours; null: none',
    median_hours_to_end Nullable(Float64) COMMENT 'Of those that ended, hours; null: none',
    saved UInt64 COMMENT 'Closed as SAVED, count',
    not_saved UInt64 COMMENT 'Closed as NOT_SAVED, count',
    false_alarms UInt64 COMMENT 'Closed as FALSE_ALARM, count',
    false_alarm_percent Nullable(Float64) COMMENT 'Share of false alarms in those closed with an outcome, percent; null: none',
    resolved UInt64 COMMENT 'Those that ended by themselves, count',
    escalated UInt64 COMMENT 'Those that were escalated, count',
    flaps UInt64 COMMENT 'Those that opened within 7 days after the one before had ended, count'
)
AS SELECT toStartOfMonth(toDate(opened_at)) AS month, kind, segment, count() AS alerts, countIf(ended_at IS NULL) AS open, count(acknowledged_at) AS acknowledged,
    quantileExactOrNull(0.5)(hours_to_acknowledge) AS median_hours_to_acknowledge, quantileExactOrNull(0.9)(hours_to_acknowledge) AS p90_hours_to_acknowledge,
    quantileExactOrNull(0.5)(hours_to_end) AS median_hours_to_end, countIf(outcome = 'SAVED') AS saved, countIf(outcome = 'NOT_SAVED') AS not_saved, countIf(outcome = 'FALSE_ALARM') AS false_alarms,
    if(count(outcome) = 0, NULL, 100 * countIf(outcome = 'FALSE_ALARM') / count(outcome)) AS false_alarm_percent, countIf(status = 'RESOLVED') AS resolved, countIf(escalations > 0) AS escalated, countIf(is_flap) AS flaps
FROM {database}.alert_lives
GROUP BY month, kind, segment
COMMENT 'How alerts are answered and how they end, by month of opening, kind and segment';

CREATE VIEW IF NOT EXISTS {database}.alerts_open
AS SELECT * FROM {database}.alerts_now WHERE is_open
COMMENT 'One row for each alert that stands, after its latest step';
