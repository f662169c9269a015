-- Two answers to "what was the score then": what the system said, and what it would have said had it known what it knows now. Corrections and late events make the difference.
CREATE VIEW IF NOT EXISTS {database}.scores_as_known
AS SELECT account_id, max(s.at) AS at, argMax(s.score, (s.at, s.record_offset)) AS score, argMax(s.evidence, (s.at, s.record_offset)) AS evidence, argMax(s.band, (s.at, s.record_offset)) AS band,
    argMax(s.drivers, (s.at, s.record_offset)) AS drivers, argMax(s.model_version, (s.at, s.record_offset)) AS model_version
FROM {database}.score_history AS s WHERE s.at <= {then:DateTime64(3, 'UTC')}
GROUP BY account_id
COMMENT 'The score of each account as it was known at a time: SELECT * FROM scores_as_known(then = ''2026-10-01 12:00:00''). then: UTC; at: account time of the score that stood, UTC, at most a day earlier while there is evidence; columns as in score_history';

CREATE VIEW IF NOT EXISTS {database}.scores_as_known_today
AS SELECT account_id, ({prior_mean:Float64} * {prior_strength:Float64} + sum(weight * value)) / ({prior_strength:Float64} + sum(weight)) AS score, sum(weight) AS evidence, count() AS observations
FROM (
    SELECT account_id, assumeNotNull(t.observation_value) AS value, t.driver AS name,
        assumeNotNull(t.observation_weight) * exp2(-(toUnixTimestamp64Milli({then:DateTime64(3, 'UTC')}) - toUnixTimestamp64Milli(occurred_at)) / 86400000
            / if(has(mapKeys({half_lives:Map(String, Float64)}), name), {half_lives:Map(String, Float64)}[name], {half_life_days:Float64})) AS weight
    FROM {database}.interactions AS t
    WHERE t.driver IS NOT NULL AND occurred_at <= {then:DateTime64(3, 'UTC')} AND (account_id, event_id) NOT IN (SELECT account_id, event_id FROM {database}.superseded_events)
)
GROUP BY account_id
COMMENT 'The score of each account at a time, with all that is known today: SELECT * FROM scores_as_known_today(then = ''2026-10-01 12:00:00'', prior_mean = 70, prior_strength = 2, half_life_days = 30, half_lives = map(''product.use'', 14)), the figures of the model (score.prior, score.halfLifeDays, touchPoints.keys.*.halfLifeDays; of a segment where it has its own). Late events count from when they happened, corrected ones as they were corrected. then: UTC; score: 0 to 100; evidence: decayed sum of weights; observations: count';
