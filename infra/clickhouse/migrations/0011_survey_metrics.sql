-- NPS, CSAT and CES. Answers count where and when they were given, invitations where and when they were sent; the patterns (past, present, potential) are never
-- put together, since they ask different questions. A group of null is one that the sender or the CRM did not name. The intervals: adjusted Wald for NPS,
-- which holds for few answers and for unanimous ones, Wilson for a share, Student for a mean (the quantiles of up to 29 degrees of freedom stand in the list).

CREATE VIEW IF NOT EXISTS {database}.nps_by_month
(
    month Date COMMENT 'Month, UTC: its first day',
    dimension String COMMENT 'What the groups are: all, touch_point, stage, channel, location, segment, vertical, region; all: no groups',
    `group` Nullable(String) COMMENT 'The group; null: not named',
    pattern LowCardinality(String) COMMENT 'TRANSACTION (past), RELATIONSHIP (present) or STUDY (potential)',
    n UInt64 COMMENT 'Answers in figures, a corrected one once, count',
    promoters UInt64 COMMENT 'Answers of 9 and 10, count',
    passives UInt64 COMMENT 'Answers between 6 and 9, count',
    detractors UInt64 COMMENT 'Answers of 0 to 6, count',
    nps Float64 COMMENT 'Net promoter score, -100 to 100: share of promoters less share of detractors, in points',
    centre Float64 COMMENT 'Centre of the interval, points: the same with 3/4 promoters, 3/4 detractors and 1 1/2 passives added',
    low Float64 COMMENT 'Lower end of the 95 % interval (adjusted Wald, z = 1.96), at least -100',
    high Float64 COMMENT 'Upper end, at most 100',
    invitations UInt64 COMMENT 'Surveys sent, count',
    response_rate_percent Nullable(Float64) COMMENT 'Share of the invitations that were answered until now, percent; null: none was sent'
)
AS SELECT month, dimension, `group`, pattern, n, promoters, passives, detractors, nps, centre, low, high, invitations, response_rate_percent
FROM (SELECT month, dimension, `group`, pattern, n, invitations, if(invitations = 0, NULL, 100 * answered / invitations) AS response_rate_percent,
    promoters, passives, detractors, 100 * (toInt64(promoters) - toInt64(detractors)) / n AS nps,
    100 * (toInt64(promoters) - toInt64(detractors)) / (n + 3) AS centre,
    196 * sqrt(((promoters + detractors + 1.5) / (n + 3) - pow(centre / 100, 2)) / (n + 3)) AS half, greatest(centre - half, -100.) AS low, least(centre + half, 100.) AS high
  FROM (
    SELECT toStartOfMonth(toDate(occurred_at)) AS month, tupleElement(cell, 1) AS dimension, tupleElement(cell, 2) AS `group`, survey_pattern AS pattern, countIf(a.kind = 1) AS n, countIf(a.kind = 0) AS invitations, countIf(a.kind = 0 AND is_answered) AS answered,
        countIf(a.kind = 1 AND answer >= 9) AS promoters, countIf(a.kind = 1 AND answer > 6 AND answer < 9) AS passives, countIf(a.kind = 1 AND answer <= 6) AS detractors
    FROM (
        SELECT 1 AS kind, occurred_at, survey_metric, survey_pattern, answer, goodness_percent, false AS is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_answers
        UNION ALL
        SELECT 0, occurred_at, survey_metric, survey_pattern, 0, 0, is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_invitations
    ) AS a
    ARRAY JOIN [('all', CAST(NULL, 'Nullable(String)')), ('touch_point', toString(touch_point)), ('stage', toString(stage)), ('channel', toString(channel)), ('location', toString(location)), ('segment', toString(segment)), ('vertical', toString(vertical)), ('region', toString(region))] AS cell
    WHERE survey_metric = 'NPS'
    GROUP BY month, dimension, `group`, pattern
  ) WHERE n > 0)
COMMENT 'NPS, 0 to 10: promoters 9 and 10, detractors 0 to 6, by month, dimension, group and pattern, with its 95 % interval and the response rate. Choose one dimension: its groups add up to all';

CREATE VIEW IF NOT EXISTS {database}.nps
AS SELECT `group`, pattern, n, promoters, passives, detractors, nps, centre, low, high, invitations, response_rate_percent
FROM (SELECT `group`, pattern, n, invitations, if(invitations = 0, NULL, 100 * answered / invitations) AS response_rate_percent,
    promoters, passives, detractors, 100 * (toInt64(promoters) - toInt64(detractors)) / n AS nps,
    100 * (toInt64(promoters) - toInt64(detractors)) / (n + 3) AS centre,
    196 * sqrt(((promoters + detractors + 1.5) / (n + 3) - pow(centre / 100, 2)) / (n + 3)) AS half, greatest(centre - half, -100.) AS low, least(centre + half, 100.) AS high
  FROM (
    SELECT multiIf({dimension:String} = 'touch_point', toString(touch_point), {dimension:String} = 'stage', toString(stage), {dimension:String} = 'channel', toString(channel), {dimension:String} = 'location', toString(location), {dimension:String} = 'segment', toString(segment), {dimension:String} = 'vertical', toString(vertical), {dimension:String} = 'region', toString(region), CAST(NULL, 'Nullable(String)')) AS `group`, survey_pattern AS pattern, countIf(a.kind = 1) AS n, countIf(a.kind = 0) AS invitations, countIf(a.kind = 0 AND is_answered) AS answered,
        countIf(a.kind = 1 AND answer >= 9) AS promoters, countIf(a.kind = 1 AND answer > 6 AND answer < 9) AS passives, countIf(a.kind = 1 AND answer <= 6) AS detractors
    FROM (
        SELECT 1 AS kind, occurred_at, survey_metric, survey_pattern, answer, goodness_percent, false AS is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_answers
        UNION ALL
        SELECT 0, occurred_at, survey_metric, survey_pattern, 0, 0, is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_invitations
    ) AS a
    WHERE survey_metric = 'NPS' AND toDate(occurred_at) BETWEEN {from_day:Date} AND {to_day:Date}
    GROUP BY `group`, pattern
  ) WHERE n > 0)
COMMENT 'NPS, 0 to 10: promoters 9 and 10, detractors 0 to 6, by group and pattern, of the UTC days from_day to to_day, both included: SELECT * FROM nps(dimension = ''segment'', from_day = ''2026-10-01'', to_day = ''2026-10-31''). group: The group; null: not named; pattern: TRANSACTION (past), RELATIONSHIP (present) or STUDY (potential); n: Answers in figures, a corrected one once, count; promoters: Answers of 9 and 10, count; passives: Answers between 6 and 9, count; detractors: Answers of 0 to 6, count; nps: Net promoter score, -100 to 100: share of promoters less share of detractors, in points; centre: Centre of the interval, points: the same with 3/4 promoters, 3/4 detractors and 1 1/2 passives added; low: Lower end of the 95 % interval (adjusted Wald, z = 1.96), at least -100; high: Upper end, at most 100; invitations: Surveys sent, count; response_rate_percent: Share of the invitations that were answered until now, percent; null: none was sent';

CREATE VIEW IF NOT EXISTS {database}.csat_by_month
(
    month Date COMMENT 'Month, UTC: its first day',
    dimension String COMMENT 'What the groups are: all, touch_point, stage, channel, location, segment, vertical, region; all: no groups',
    `group` Nullable(String) COMMENT 'The group; null: not named',
    pattern LowCardinality(String) COMMENT 'TRANSACTION (past), RELATIONSHIP (present) or STUDY (potential)',
    n UInt64 COMMENT 'Answers in figures, a corrected one once, count',
    satisfied UInt64 COMMENT 'Answers in the upper quarter of their scale (4 and 5 of 1 to 5), count',
    csat_percent Float64 COMMENT 'Share of satisfied answers, percent',
    low Float64 COMMENT 'Lower end of the 95 % interval (Wilson, z = 1.96), percent',
    high Float64 COMMENT 'Upper end, percent',
    invitations UInt64 COMMENT 'Surveys sent, count',
    response_rate_percent Nullable(Float64) COMMENT 'Share of the invitations that were answered until now, percent; null: none was sent'
)
AS SELECT month, dimension, `group`, pattern, n, satisfied, csat_percent, low, high, invitations, response_rate_percent
FROM (SELECT month, dimension, `group`, pattern, n, invitations, if(invitations = 0, NULL, 100 * answered / invitations) AS response_rate_percent,
    satisfied, 100 * satisfied / n AS csat_percent, (satisfied / n + 3.8416 / (2 * n)) / (1 + 3.8416 / n) AS middle,
    1.96 / (1 + 3.8416 / n) * sqrt(satisfied / n * (1 - satisfied / n) / n + 3.8416 / (4 * n * n)) AS half,
    greatest(100 * (middle - half), 0.) AS low, least(100 * (middle + half), 100.) AS high
  FROM (
    SELECT toStartOfMonth(toDate(occurred_at)) AS month, tupleElement(cell, 1) AS dimension, tupleElement(cell, 2) AS `group`, survey_pattern AS pattern, countIf(a.kind = 1) AS n, countIf(a.kind = 0) AS invitations, countIf(a.kind = 0 AND is_answered) AS answered,
        countIf(a.kind = 1 AND goodness_percent >= 75) AS satisfied
    FROM (
        SELECT 1 AS kind, occurred_at, survey_metric, survey_pattern, answer, goodness_percent, false AS is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_answers
        UNION ALL
        SELECT 0, occurred_at, survey_metric, survey_pattern, 0, 0, is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_invitations
    ) AS a
    ARRAY JOIN [('all', CAST(NULL, 'Nullable(String)')), ('touch_point', toString(touch_point)), ('stage', toString(stage)), ('channel', toString(channel)), ('location', toString(location)), ('segment', toString(segment)), ('vertical', toString(vertical)), ('region', toString(region))] AS cell
    WHERE survey_metric = 'CSAT'
    GROUP BY month, dimension, `group`, pattern
  ) WHERE n > 0)
COMMENT 'CSAT: share of satisfied answers, by month, dimension, group and pattern, with its 95 % interval and the response rate. Choose one dimension: its groups add up to all';

CREATE VIEW IF NOT EXISTS {database}.csat
AS SELECT `group`, pattern, n, satisfied, csat_percent, low, high, invitations, response_rate_percent
FROM (SELECT `group`, pattern, n, invitations, if(invitations = 0, NULL, 100 * answered / invitations) AS response_rate_percent,
    satisfied, 100 * satisfied / n AS csat_percent, (satisfied / n + 3.8416 / (2 * n)) / (1 + 3.8416 / n) AS middle,
    1.96 / (1 + 3.8416 / n) * sqrt(satisfied / n * (1 - satisfied / n) / n + 3.8416 / (4 * n * n)) AS half,
    greatest(100 * (middle - half), 0.) AS low, least(100 * (middle + half), 100.) AS high
  FROM (
    SELECT multiIf({dimension:String} = 'touch_point', toString(touch_point), {dimension:String} = 'stage', toString(stage), {dimension:String} = 'channel', toString(channel), {dimension:String} = 'location', toString(location), {dimension:String} = 'segment', toString(segment), {dimension:String} = 'vertical', toString(vertical), {dimension:String} = 'region', toString(region), CAST(NULL, 'Nullable(String)')) AS `group`, survey_pattern AS pattern, countIf(a.kind = 1) AS n, countIf(a.kind = 0) AS invitations, countIf(a.kind = 0 AND is_answered) AS answered,
        countIf(a.kind = 1 AND goodness_percent >= 75) AS satisfied
    FROM (
        SELECT 1 AS kind, occurred_at, survey_metric, survey_pattern, answer, goodness_percent, false AS is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_answers
        UNION ALL
        SELECT 0, occurred_at, survey_metric, survey_pattern, 0, 0, is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_invitations
    ) AS a
    WHERE survey_metric = 'CSAT' AND toDate(occurred_at) BETWEEN {from_day:Date} AND {to_day:Date}
    GROUP BY `group`, pattern
  ) WHERE n > 0)
COMMENT 'CSAT: share of satisfied answers, by group and pattern, of the UTC days from_day to to_day, both included: SELECT * FROM csat(dimension = ''segment'', from_day = ''2026-10-01'', to_day = ''2026-10-31''). group: The group; null: not named; pattern: TRANSACTION (past), RELATIONSHIP (present) or STUDY (potential); n: Answers in figures, a corrected one once, count; satisfied: Answers in the upper quarter of their scale (4 and 5 of 1 to 5), count; csat_percent: Share of satisfied answers, percent; low: Lower end of the 95 % interval (Wilson, z = 1.96), percent; high: Upper end, percent; invitations: Surveys sent, count; response_rate_percent: Share of the invitations that were answered until now, percent; null: none was sent';

CREATE VIEW IF NOT EXISTS {database}.ces_by_month
(
    month Date COMMENT 'Month, UTC: its first day',
    dimension String COMMENT 'What the groups are: all, touch_point, stage, channel, location, segment, vertical, region; all: no groups',
    `group` Nullable(String) COMMENT 'The group; null: not named',
    pattern LowCardinality(String) COMMENT 'TRANSACTION (past), RELATIONSHIP (present) or STUDY (potential)',
    n UInt64 COMMENT 'Answers in figures, a corrected one once, count',
    mean_ease Float64 COMMENT 'Mean ease, 0 to 100: 100 is the least effort, whichever way the scale runs',
    low Nullable(Float64) COMMENT 'Lower end of the 95 % interval of the mean (Student), 0 to 100; null: fewer than five answers',
    high Nullable(Float64) COMMENT 'Upper end; null: fewer than five answers',
    top_box_percent Float64 COMMENT 'Share of answers in the upper quarter of the scale, percent',
    invitations UInt64 COMMENT 'Surveys sent, count',
    response_rate_percent Nullable(Float64) COMMENT 'Share of the invitations that were answered until now, percent; null: none was sent'
)
AS SELECT month, dimension, `group`, pattern, n, mean_ease, low, high, top_box_percent, invitations, response_rate_percent
FROM (SELECT month, dimension, `group`, pattern, n, invitations, if(invitations = 0, NULL, 100 * answered / invitations) AS response_rate_percent,
    mean_ease,
    if(n < 5, NULL, if(n <= 30, [2.7764451, 2.5705818, 2.4469119, 2.3646243, 2.3060041, 2.2621572, 2.2281389, 2.2009852, 2.1788128, 2.1603687, 2.1447867, 2.1314495, 2.1199053, 2.1098156, 2.1009220, 2.0930241, 2.0859634, 2.0796138, 2.0738731, 2.0686576, 2.0638986, 2.0595386, 2.0555294, 2.0518305, 2.0484071, 2.0452296][n - 4], 1.959964 + 2.372271 / (n - 1) + 2.822498 / pow(n - 1, 2))) * sqrt(variance / n) AS half,
    greatest(mean_ease - half, 0.) AS low, least(mean_ease + half, 100.) AS high, 100 * easy / n AS top_box_percent
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
COMMENT 'CES: mean ease, by month, dimension, group and pattern, with its 95 % interval and the response rate. Choose one dimension: its groups add up to all';

CREATE VIEW IF NOT EXISTS {database}.ces
AS SELECT `group`, pattern, n, mean_ease, low, high, top_box_percent, invitations, response_rate_percent
FROM (SELECT `group`, pattern, n, invitations, if(invitations = 0, NULL, 100 * answered / invitations) AS response_rate_percent,
    mean_ease,
    if(n < 5, NULL, if(n <= 30, [2.7764451, 2.5705818, 2.4469119, 2.3646243, 2.3060041, 2.2621572, 2.2281389, 2.2009852, 2.1788128, 2.1603687, 2.1447867, 2.1314495, 2.1199053, 2.1098156, 2.1009220, 2.0930241, 2.0859634, 2.0796138, 2.0738731, 2.0686576, 2.0638986, 2.0595386, 2.0555294, 2.0518305, 2.0484071, 2.0452296][n - 4], 1.959964 + 2.372271 / (n - 1) + 2.822498 / pow(n - 1, 2))) * sqrt(variance / n) AS half,
    greatest(mean_ease - half, 0.) AS low, least(mean_ease + half, 100.) AS high, 100 * easy / n AS top_box_percent
  FROM (
    SELECT multiIf({dimension:String} = 'touch_point', toString(touch_point), {dimension:String} = 'stage', toString(stage), {dimension:String} = 'channel', toString(channel), {dimension:String} = 'location', toString(location), {dimension:String} = 'segment', toString(segment), {dimension:String} = 'vertical', toString(vertical), {dimension:String} = 'region', toString(region), CAST(NULL, 'Nullable(String)')) AS `group`, survey_pattern AS pattern, countIf(a.kind = 1) AS n, countIf(a.kind = 0) AS invitations, countIf(a.kind = 0 AND is_answered) AS answered,
        avgIf(goodness_percent, a.kind = 1) AS mean_ease, varSampIf(goodness_percent, a.kind = 1) AS variance, countIf(a.kind = 1 AND goodness_percent >= 75) AS easy
    FROM (
        SELECT 1 AS kind, occurred_at, survey_metric, survey_pattern, answer, goodness_percent, false AS is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_answers
        UNION ALL
        SELECT 0, occurred_at, survey_metric, survey_pattern, 0, 0, is_answered, touch_point, stage, channel, location, segment, vertical, region FROM {database}.survey_invitations
    ) AS a
    WHERE survey_metric = 'CES' AND toDate(occurred_at) BETWEEN {from_day:Date} AND {to_day:Date}
    GROUP BY `group`, pattern
  ) WHERE n > 0)
COMMENT 'CES: mean ease, by group and pattern, of the UTC days from_day to to_day, both included: SELECT * FROM ces(dimension = ''segment'', from_day = ''2026-10-01'', to_day = ''2026-10-31''). group: The group; null: not named; pattern: TRANSACTION (past), RELATIONSHIP (present) or STUDY (potential); n: Answers in figures, a corrected one once, count; mean_ease: Mean ease, 0 to 100: 100 is the least effort, whichever way the scale runs; low: Lower end of the 95 % interval of the mean (Student), 0 to 100; null: fewer than five answers; high: Upper end; null: fewer than five answers; top_box_percent: Share of answers in the upper quarter of the scale, percent; invitations: Surveys sent, count; response_rate_percent: Share of the invitations that were answered until now, percent; null: none was sent';
