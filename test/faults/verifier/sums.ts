import type { Interaction } from '../../../schemas/types.ts'
import type { Tables } from './clickhouse.ts'
import { close, type Differences } from './differences.ts'

/** Interactions, observations, low ones, ones with a sentiment; weights, weights times values, sentiments. */
type Sums = readonly [number, number, number, number, number, number, number]

const low = 35
const counts = 4
const none: Sums = [0, 0, 0, 0, 0, 0, 0]
const columns = 'toString(day), kind, touch_point, stage, channel, location, survey_pattern, survey_metric, survey_status, segment, vertical, region'

/** What an interaction is added up by, as `columns` lists it. */
const keyOf = ({ occurredAt, kind, touchPoint, stage, channel, location, survey, segment, vertical, region }: Interaction): readonly string[] => [
  new Date(occurredAt).toISOString().slice(0, 10), kind, ...[touchPoint, stage, channel, location, survey?.pattern, survey?.metric, survey?.status, segment, vertical, region].map((each) => each ?? ''),
]

/** The sums by day of one partition against what its interactions add up to, key by key: each is counted once. */
export async function checkSums(tables: Tables, partition: number, interactions: readonly Interaction[], differences: Differences): Promise<void> {
  const expected = new Map<string, Sums>()
  for (const each of interactions) {
    const key = keyOf(each).join(' | ')
    expected.set(key, added(expected.get(key) ?? none, each))
  }
  const rows = await tables.rows<[readonly string[], ...Sums]>(`SELECT array(${columns}) AS key, toInt64(sum(interactions)), toInt64(sum(observations)), toInt64(sum(low_observations)),
    toInt64(sum(sentiment_count)), sum(weight_sum), sum(weighted_value_sum), sum(sentiment_sum) FROM {db}.experience_by_day WHERE record_partition = ${partition} GROUP BY key`)
  const found = new Map(rows.map(([key, ...sums]) => [key.join(' | '), sums]))
  for (const key of new Set([...expected.keys(), ...found.keys()])) {
    const [wanted, is] = [expected.get(key), found.get(key)]
    if (wanted && is && wanted.every((value, i) => (i < counts ? value === is[i] : close(value, is[i]!)))) continue
    differences.add('sums by day count each interaction once', `partition ${partition}, ${key}: ${is?.join(', ') ?? 'nothing'}; expected ${wanted?.join(', ') ?? 'nothing'}`)
  }
}

const added = ([n, observations, lows, sentiments, weights, weighted, sentiment]: Sums, each: Interaction): Sums => [
  n + 1, observations + Number(each.driver !== null), lows + Number(each.value !== null && each.value < low), sentiments + Number(each.sentiment !== null),
  weights + (each.weight ?? 0), weighted + (each.weight ?? 0) * (each.value ?? 0), sentiment + (each.sentiment ?? 0),
]
