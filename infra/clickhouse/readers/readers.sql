-- Who reads ClickHouse with a BI tool: a role without and one with what customers said, limits that a query cannot lift, and a user. Run by readers.sh, which puts in the database,
-- the user's name and its password's hash. For a ClickHouse server; the engine of npm start has no roles (see README.md). May be run again: it then sets the password anew.
-- Only what is named here can be read, a new table not before it is named. Views are read with the rights of who asks, so that the tables behind them are named, too.
-- Kept back: raw records (failed_events, timeline_archive), and the migrations' own table.
CREATE SETTINGS PROFILE IF NOT EXISTS bi_reader;
-- readonly 2: JDBC and clickhouse-connect send settings with each query; these stay within the bounds, none of which may be 0, no limit.
ALTER SETTINGS PROFILE bi_reader SETTINGS
    readonly = 2 CONST,
    max_execution_time = 60 MIN 1 MAX 60,
    max_memory_usage = 4000000000 MIN 1000000 MAX 4000000000,
    max_result_rows = 1000000 MIN 1 MAX 1000000,
    result_overflow_mode = 'throw' CONST,
    max_threads = 4 MIN 1 MAX 4,
    max_concurrent_queries_for_user = 8 CONST;

CREATE ROLE IF NOT EXISTS bi_reader SETTINGS PROFILE 'bi_reader';
CREATE ROLE IF NOT EXISTS bi_verbatims;

-- Facts. What customers said is in the column text of interactions alone, which needs bi_verbatims, as does SELECT * there.
GRANT SELECT(account_id, event_id, kind, occurred_at, received_at, source, contact_id, touch_point, directness, reach_people, stage, channel, location, outcome, measures,
    survey_id, survey_status, survey_pattern, survey_metric, survey_score, survey_scale_min, survey_scale_max, survey_higher_is_better, language, sentiment, emotions, effort,
    driver, observation_value, observation_weight, corrects_event_id, segment, vertical, region, score_after, model_version, attributes,
    log_partition, log_offset, record_partition, record_offset, recorded_at) ON {database}.interactions TO bi_reader;
GRANT SELECT ON {database}.interactions TO bi_verbatims;

-- All other tables and views with a stable meaning.
GRANT
    SELECT ON {database}.account_closures,
    SELECT ON {database}.account_days,
    SELECT ON {database}.account_gaps,
    SELECT ON {database}.account_scores,
    SELECT ON {database}.account_snapshots,
    SELECT ON {database}.accounts_now,
    SELECT ON {database}.accounts_on,
    SELECT ON {database}.alert_events,
    SELECT ON {database}.alert_lives,
    SELECT ON {database}.alert_performance,
    SELECT ON {database}.alerts,
    SELECT ON {database}.alerts_now,
    SELECT ON {database}.alerts_open,
    SELECT ON {database}.bands_by_day,
    SELECT ON {database}.ces,
    SELECT ON {database}.ces_by_month,
    SELECT ON {database}.churn,
    SELECT ON {database}.churn_by_threshold,
    SELECT ON {database}.cohorts,
    SELECT ON {database}.corrections,
    SELECT ON {database}.csat,
    SELECT ON {database}.csat_by_month,
    SELECT ON {database}.deliveries,
    SELECT ON {database}.delivery_attempts,
    SELECT ON {database}.driver_impact,
    SELECT ON {database}.experience_by_day,
    SELECT ON {database}.goals,
    SELECT ON {database}.goals_against_actuals,
    SELECT ON {database}.interactions_by_local_day,
    SELECT ON {database}.nps,
    SELECT ON {database}.nps_by_month,
    SELECT ON {database}.observations,
    SELECT ON {database}.quadrant_matrix,
    SELECT ON {database}.quadrant_movements,
    SELECT ON {database}.revenue_at_risk_by_day,
    SELECT ON {database}.score_history,
    SELECT ON {database}.scores_as_known,
    SELECT ON {database}.scores_as_known_today,
    SELECT ON {database}.sources,
    SELECT ON {database}.superseded_events,
    SELECT ON {database}.survey_answers,
    SELECT ON {database}.survey_events,
    SELECT ON {database}.survey_fatigue,
    SELECT ON {database}.survey_invitations,
    SELECT ON {database}.touch_point_corridor
TO bi_reader;

GRANT bi_reader TO bi_verbatims;

CREATE QUOTA IF NOT EXISTS bi_reader KEYED BY user_name FOR INTERVAL 1 hour MAX queries = 3600, errors = 600, execution_time = 1800 TO bi_reader;

CREATE USER IF NOT EXISTS {user} IDENTIFIED WITH sha256_hash BY '{password_hash}';
ALTER USER {user} IDENTIFIED WITH sha256_hash BY '{password_hash}' DEFAULT DATABASE {database} SETTINGS PROFILE 'bi_reader';
GRANT {role} TO {user};
