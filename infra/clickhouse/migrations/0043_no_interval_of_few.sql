-- ces refuses a dimension that there is none of, as nps and csat do (0040). Of fewer than five answers there is no interval. greatest and least pass over null, so that it was said to be from 0 to 100.
CREATE OR REPLACE VIEW {database}.ces
AS SELECT `group`, pattern, n, mean_ease, low, high, top_box_percent, invitations, response_rate_percent
FROM (SELECT `group`, pattern, n, invitations, if(invitations = 0, NULL, 100 * answered / invitations) AS response_rate_percent,
    mean_ease,
    if(n < 5, NULL, if(n <= 30, [2.7764451, 2.5705818, 2.4469119, 2.3646243, 2.3060041, 2.2621572, 2.2281389, 2.2009852, 2.1788128, 2.1603687, 2.1447867, 2.1314495, 2.1199053, 2.1098156, 2.1009220, 2.0930241, 2.0859634, 2.0796138, 2.0738731, 2.0686576, 2.0638986, 2.0595386, 2.0555294, 2.0518305, 2.0484071, 2.0452296][n - 4], 1.959964 + 2.372271 / (n - 1) + 2.822498 / pow(n - 1, 2))) * sqrt(variance / n) AS half,
    if(n < 5, NULL, greatest(mean_ease - half, 0.)) AS low, if(n < 5, NULL, least(mean_ease + half, 100.)) AS high, 100 * easy / n AS top_box_percent
  FROM (
    SELECT multiIf({dimension:String} = 'touch_point', toString(touch_point), {dimension:String} = 'stage', toString(stage), {dimension:String} = 'channel', toString(channel), {dimension:String} = 'location', toString(location), {dimension:String} = 'segment', toString(segment), {dimension:String} = 'vertical', toString(vertical), {dimension:String} = 'region', toString(region), CAST(NULL, 'Nullable(String)')) AS `group`, survey_pattern AS pattern, countIf(a.kind = 1) AS n, countIf(a.kind = 0) AS invitations, countIf(a.kind = 0 AND is_answered) AS answered,
        avgIf(goodness_percent, a.kind = 1) AS mean_ease, varSampIf(goodness_percent, a.kind = 1) AS variance, countIf(a.kind = 1 AND goodness_percent >= 75) AS easy
    FROM (
        SELECT 1 AS kind, occurred_at, survey_metric, survey_pattern, answer, goodness_percent, false AS is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_answers
        UNION ALL
        SELECT 0, occurred_at, survey_metric, survey_pattern, 0, 0, is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_invitations
    ) AS a
    WHERE NOT throwIf({dimension:String} NOT IN ('all', 'touch_point', 'stage', 'channel', 'location', 'segment', 'vertical', 'region'), 'dimension is one of all, touch_point, stage, channel, location, segment, vertical, region')
        AND survey_metric = 'CES' AND toDate(occurred_at) BETWEEN {from_day:Date} AND {to_day:Date}
    GROUP BY `group`, pattern
  ) WHERE n > 0)
COMMENT 'CES: mean ease, by group and pattern, of the UTC days from_day to to_day, both included: SELECT * FROM ces(dimension = ''segment'', from_day = ''2026-10-01'', to_day = ''2026-10-31''). dimension: all (no groups), touch_point, stage, channel, location, segment, vertical or region. A group without an answer has no row: survey_invitations has what was sent. group: The group; null: not named; pattern: TRANSACTION (past), RELATIONSHIP (present) or STUDY (potential); n: Answers in figures, a corrected one once, count; mean_ease: Mean ease, 0 to 100: 100 is the least effort, whichever way the scale runs; low: Lower end of the 95 % interval of the mean (Student), 0 to 100; null: fewer than five answers; high: Upper end; null: fewer than five answers; top_box_percent: Share of answers in the upper quarter of the scale, percent; invitations: Surveys sent, count; response_rate_percent: Share of the invitations that were answered until now, percent; null: none was sent';

CREATE OR REPLACE VIEW {database}.ces_by_month
AS SELECT month, dimension, `group`, pattern, n, mean_ease, low, high, top_box_percent, invitations, response_rate_percent
FROM (SELECT month, dimension, `group`, pattern, n, invitations, if(invitations = 0, NULL, 100 * answered / invitations) AS response_rate_percent,
    mean_ease,
    if(n < 5, NULL, if(n <= 30, [2.7764451, 2.5705818, 2.4469119, 2.3646243, 2.3060041, 2.2621572, 2.2281389, 2.2009852, 2.1788128, 2.1603687, 2.1447867, 2.1314495, 2.1199053, 2.1098156, 2.1009220, 2.0930241, 2.0859634, 2.0796138, 2.0738731, 2.0686576, 2.0638986, 2.0595386, 2.0555294, 2.0518305, 2.0484071, 2.0452296][n - 4], 1.959964 + 2.372271 / (n - 1) + 2.822498 / pow(n - 1, 2))) * sqrt(variance / n) AS half,
    if(n < 5, NULL, greatest(mean_ease - half, 0.)) AS low, if(n < 5, NULL, least(mean_ease + half, 100.)) AS high, 100 * easy / n AS top_box_percent
  FROM (
    SELECT toStartOfMonth(toDate(occurred_at)) AS month, tupleElement(cell, 1) AS dimension, tupleElement(cell, 2) AS `group`, survey_pattern AS pattern, countIf(a.kind = 1) AS n, countIf(a.kind = 0) AS invitations, countIf(a.kind = 0 AND is_answered) AS answered,
        avgIf(goodness_percent, a.kind = 1) AS mean_ease, varSampIf(goodness_percent, a.kind = 1) AS variance, countIf(a.kind = 1 AND goodness_percent >= 75) AS easy
    FROM (
        SELECT 1 AS kind, occurred_at, survey_metric, survey_pattern, answer, goodness_percent, false AS is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_answers
        UNION ALL
        SELECT 0, occurred_at, survey_metric, survey_pattern, 0, 0, is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_invitations
    ) AS a
    ARRAY JOIN [('all', CAST(NULL, 'Nullable(String)')), ('touch_point', toString(touch_point)), ('stage', toString(stage)), ('channel', toString(channel)), ('location', toString(location)), ('segment', toString(segment)), ('vertical', toString(vertical)), ('region', toString(region))] AS cell
    WHERE survey_metric = 'CES'
    GROUP BY month, dimension, `group`, pattern
  ) WHERE n > 0)
COMMENT 'CES: mean ease, by month, dimension, group and pattern, with its 95 % interval and the response rate. Choose one dimension: its groups add up to all. A group without an answer has no row: survey_invitations has what was sent';

ALTER TABLE {database}.ces_by_month
    COMMENT COLUMN `month` 'Month, UTC: its first day',
    COMMENT COLUMN `dimension` 'What the groups are: all, touch_point, stage, channel, location, segment, vertical, region; all: no groups',
    COMMENT COLUMN `group` 'The group; null: not named',
    COMMENT COLUMN `pattern` 'TRANSACTION (past), RELATIONSHIP (present) or STUDY (potential)',
    COMMENT COLUMN `n` 'Answers in figures, a corrected one once, count',
    COMMENT COLUMN `mean_ease` 'Mean ease, 0 to 100: 100 is the least effort, whichever way the scale runs',
    COMMENT COLUMN `low` 'Lower end of the 95 % interval of the mean (Student), 0 to 100; null: fewer than five answers',
    COMMENT COLUMN `high` 'Upper end; null: fewer than five answers',
    COMMENT COLUMN `top_box_percent` 'Share of answers in the upper quarter of the scale, percent',
    COMMENT COLUMN `invitations` 'Surveys sent, count',
    COMMENT COLUMN `response_rate_percent` 'Share of the invitations that were answered until now, percent; null: none was sent';
