import type { Interaction } from '../../../schemas/types.ts'
import type { Tables } from './clickhouse.ts'
import { close, type Differences } from './differences.ts'

/** Interactions, observations, low ones; weights, and weights times values. */
type Sums = readonly [number, number, number, number, number]

const low = 35

/** The sums by day of one partition against what its interactions add up to, key by key: each is counted once. */
export async function checkSums(tables: Tables, partition: number, interactions: readonly Interaction[], differences: Differences): Promise<void> {
  const expected = new Map<string, Sums>()
  for (const each of interactions) {
    const key = [new Date(each.occurredAt).toISOString().slice(0, 10), each.kind, each.touchPoint ?? '', each.segment ?? '', each.location ?? ''].join(' ')
    expected.set(key, added(expected.get(key) ?? [0, 0, 0, 0, 0], each))
  }
  const rows = await tables.rows<[string, ...Sums]>(`SELECT concat(toString(day), ' ', kind, ' ', touch_point, ' ', segment, ' ', location) AS key, toInt64(sum(interactions)),
    toInt64(sum(observations)), toInt64(sum(low_observations)), sum(weight_sum), sum(weighted_value_sum) FROM {db}.experience_by_day WHERE record_partition = ${partition} GROUP BY key`)
  const found = new Map(rows.map(([key, ...sums]) => [key, sums]))
  for (const key of new Set([...expected.keys(), ...found.keys()])) {
    const [wanted, is] = [expected.get(key), found.get(key)]
    if (wanted && is && wanted.every((value, i) => (i < 3 ? value === is[i] : close(value, is[i]!)))) continue
    differences.add('sums by day count each interaction once', `partition ${partition}, ${key}: ${is?.join(', ') ?? 'nothing'}; expected ${wanted?.join(', ') ?? 'nothing'}`)
  }
}

const added = ([n, observations, lows, weights, weighted]: Sums, { driver, value, weight }: Interaction): Sums =>
  [n + 1, observations + Number(driver !== null), lows + Number(value !== null && value < low), weights + (weight ?? 0), weighted + (weight ?? 0) * (value ?? 0)]
