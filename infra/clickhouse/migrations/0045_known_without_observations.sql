-- Who had a score then, by what was said, has one now: without an observation that of nobody, which is the prior. Accounts whose only contacts became known later stay.
CREATE OR REPLACE VIEW {database}.scores_as_known_today
AS SELECT account_id, ({prior_mean:Float64} * {prior_strength:Float64} + sum(weight * value)) / ({prior_strength:Float64} + sum(weight)) AS score, sum(weight) AS evidence, countIf(is_observation) AS observations
FROM (
    SELECT account_id, assumeNotNull(t.observation_value) AS value, t.driver AS name,
        assumeNotNull(t.observation_weight) * exp2(-(toUnixTimestamp64Milli({then:DateTime64(3, 'UTC')}) - toUnixTimestamp64Milli(occurred_at)) / 86400000
            / if(has(mapKeys({half_lives:Map(String, Float64)}), name), {half_lives:Map(String, Float64)}[name], {half_life_days:Float64})) AS weight, true AS is_observation
    FROM {database}.interactions AS t
    WHERE t.driver IS NOT NULL AND occurred_at <= {then:DateTime64(3, 'UTC')} AND (account_id, event_id) NOT IN (SELECT account_id, event_id FROM {database}.superseded_events)
    UNION ALL
    SELECT DISTINCT account_id, 0, NULL, 0, false FROM {database}.score_history AS s WHERE s.at <= {then:DateTime64(3, 'UTC')}
)
GROUP BY account_id
COMMENT 'The score of each account at a time, with all that is known today: SELECT * FROM scores_as_known_today(then = ''2026-10-01 12:00:00'', prior_mean = 70, prior_strength = 2, half_life_days = 30, half_lives = map(''product.use'', 14)), the figures of the model (score.prior, score.halfLifeDays, touchPoints.keys.*.halfLifeDays; of a segment where it has its own). Accounts that had a score then (scores_as_known), and those with an observation until then, late ones, too. Late events count from when they happened, corrected ones as they were corrected. then: UTC; score: 0 to 100, of an account without an observation prior_mean; evidence: decayed sum of weights, 0 without an observation; observations: count';
