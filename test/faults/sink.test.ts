import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startClickHouse, type RunningClickHouse } from '../../infra/local/clickhouse.ts'
import { freePort } from '../../infra/local/ports.ts'
import { migrate } from '../../infra/clickhouse/migrate.ts'
import type { PartitionContext } from '../../services/shared/kafka/worker.ts'
import { createClickHouseStore } from '../../services/sink/clickhouse.ts'
import { provenance } from '../../services/sink/columns.ts'
import { parseMetadata } from '../../services/sink/intent.ts'
import { createSinkMetrics } from '../../services/sink/metrics.ts'
import { monthOf, type Row } from '../../services/sink/pieces.ts'
import type { Store } from '../../services/sink/ports.ts'
import { checkClickHouse } from '../../services/sink/start-checks.ts'
import { tables } from '../../services/sink/tables.ts'
import { topicOf } from '../../services/topology.ts'
import { eventually } from '../helpers/eventually.ts'
import { unique } from '../helpers/names.ts'
import { accountScore, alert, failedEvent, interaction } from '../helpers/outputs.ts'
import { keptLog } from '../helpers/silent-log.ts'
import { clickhouseOf, produce, runSink } from '../helpers/sink.ts'
import { createSystem, type System } from '../helpers/system.ts'

const parts = inject('parts')
const { registryUrl, clickhouseUrl } = parts
const month = 30.5 * 86_400_000

/** Interactions over more than 50 months, so that a batch is two inserts. */
const overMonths = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => interaction({ eventId: `e${from + i}`, accountId: `a${i % 7}`, occurredAt: Date.UTC(2020, 0, 15) + ((from + i) % 60) * month }))

const isIntent = (metadata: string | null | undefined): boolean => parseMetadata(metadata ?? '').intent !== null

/** Where the sink dies, once. `crash` writes more records first, so that the batch would be cut otherwise when it is read again. */
const points: Record<string, (crash: () => Promise<never>) => { store?: (real: Store) => Store; context?: (real: PartitionContext) => PartitionContext }> = {
  'before the intent is written': (crash) => ({
    context: (real) => ({ ...real, commit: (offset, metadata) => (isIntent(metadata) ? crash() : real.commit(offset, metadata)) }),
  }),
  'between the intent and the insert': (crash) => ({
    context: (real) => ({ ...real, commit: async (offset, metadata) => { await real.commit(offset, metadata); if (isIntent(metadata)) await crash() } }),
  }),
  'between the two inserts of a batch': (crash) => ({
    store: (real) => ({ ...real, insert: async (table, partition, token, ...rest) => { const done = await real.insert(table, partition, token, ...rest); if (token.endsWith('/0')) await crash(); return done } }),
  }),
  'between the insert and the commit': (crash) => ({
    store: (real) => ({ ...real, insert: async (table, partition, token, ...rest) => { const done = await real.insert(table, partition, token, ...rest); if (token.endsWith('/1')) await crash(); return done } }),
  }),
  'in the last commit': (crash) => ({
    context: (real) => ({ ...real, commit: (offset, metadata) => (isIntent(metadata) ? real.commit(offset, metadata) : crash()) }),
  }),
}

describe('each row is in ClickHouse once, in its table and in what is fed from it, when the sink dies', () => {
  it.each(Object.keys(points))('%s', async (point) => {
    const system = await createSystem(parts)
    const db = clickhouseOf(clickhouseUrl, system.deployment)
    await system.setUp()
    await produce(system, registryUrl, 'interactions', overMonths(0, 240))
    let crashed = 0
    const crash = async (): Promise<never> => {
      await produce(system, registryUrl, 'interactions', overMonths(240, 60))
      throw new Error(`dies ${point}`)
    }
    const once = points[point]!(async () => (crashed++ === 0 ? crash() : (undefined as never)))
    const sink = await runSink(system, { registryUrl, clickhouseUrl, ...bypassed(once, () => crashed > 0) })
    const counts = () => db.rows(`SELECT toUInt32(count()) AS facts, toUInt32(uniqExact(event_id)) AS events, (SELECT toUInt32(sum(interactions)) FROM experience_by_day) AS sums FROM interactions`)
    await eventually(async () => (await position(system)) === '300, no intent', { timeoutMs: 60_000 })
    expect(await counts()).toEqual([{ facts: 300, events: 300, sums: 300 }])
    expect(crashed).toBe(1)
    await sink.stop()
    await db.command({ query: `DROP DATABASE ${system.deployment}` })
    await Promise.all([db.close(), system.stop()])
  }, 120_000)
})

/** What the sink's group has committed for the first partition of interactions. */
async function position(system: System) {
  const admin = system.client.kafka().admin()
  await admin.connect()
  const [topic] = await admin.fetchOffsets({ groupId: `${system.deployment}-sink`, topics: [topicOf(system.deployment, 'interactions')] })
  await admin.disconnect()
  const { offset, metadata } = topic!.partitions.find(({ partition }) => partition === 0)!
  return `${offset}, ${isIntent(metadata) ? metadata : 'no intent'}`
}

/** After the crash everything goes through. */
function bypassed(once: ReturnType<(typeof points)[string]>, over: () => boolean): typeof once {
  return {
    store: (real) => {
      const failing = once.store?.(real) ?? real
      return { ...real, insert: (...call) => (over() ? real : failing).insert(...call) }
    },
    context: (real) => {
      const failing = once.context?.(real) ?? real
      return { ...real, commit: (...call) => (over() ? real : failing).commit(...call) }
    },
  }
}

/** A system whose sink dies in its first insert of each batch, after `before` was done in place of it; then everything goes through. */
async function dying(topic: 'interactions' | 'scores', values: readonly object[], before: (real: Store, db: ReturnType<typeof clickhouseOf>) => Store['insert']) {
  const system = await createSystem(parts)
  const db = clickhouseOf(clickhouseUrl, system.deployment)
  await system.setUp()
  await produce(system, registryUrl, topic, values)
  const died = new Set<string>()
  const sink = await runSink(system, {
    registryUrl, clickhouseUrl,
    store: (real) => ({
      ...real,
      async insert(table, partition, token, rows, wanted) {
        if (died.has(token)) return real.insert(table, partition, token, rows, wanted)
        died.add(token)
        await before(real, db)(table, partition, token, rows, wanted)
        throw new Error('killed')
      },
    }),
  })
  const stop = async () => {
    await sink.stop()
    await db.command({ query: `DROP DATABASE ${system.deployment}` })
    await Promise.all([db.close(), system.stop()])
  }
  const figure = async (metric: string) => Number(new RegExp(`${metric}{topic="${topic}"} (\\d+)`).exec(await sink.page.text())?.[1] ?? 0)
  return { db, log: sink.log, figure, stop }
}

/** ClickHouse writes a token down before it puts the rows in place: here it has the token, but other rows came under it. */
describe('a server that was killed between a token and its rows', () => {
  const scores = Array.from({ length: 80 }, (_, i) => accountScore({ accountId: `a${i}`, score: i }))

  it.each(['interactions', 'scores'] as const)('%s are put back where they are lacking, in the table, in the latest states and in the sums that are fed from it', async (topic) => {
    const values = topic === 'interactions' ? overMonths(0, 40) : scores
    const { db, figure, stop } = await dying(topic, values, (real) => (table, partition, token, rows, wanted) =>
      real.insert(table, partition, token, rows.map((row) => ({ ...row, line: ofPartition(99, row.line) })), wanted))
    await eventually(async () => (await figure('cx_rows_put_back_total')) === values.length, { timeoutMs: 60_000 })
    const table = topic === 'interactions' ? 'interactions' : 'score_history'
    expect(await db.rows(`SELECT record_partition, toUInt32(count()) AS n, toUInt32(uniqExact(record_offset)) AS offsets FROM ${table} GROUP BY record_partition ORDER BY record_partition`))
      .toEqual([0, 99].map((record_partition) => ({ record_partition, n: values.length, offsets: values.length })))
    if (topic === 'scores') expect(await db.rows('SELECT record_partition, toUInt32(count()) AS n FROM accounts_now GROUP BY record_partition')).toEqual([{ record_partition: 0, n: values.length }])
    else expect(await sumsByPartition(db)).toEqual([0, 99].map((record_partition) => ({ record_partition, n: 40, weight: 80 })))
    await eventually(async () => (await db.rows('SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE \'%_repeat_%\'')).length === 0)
    await stop()
  }, 120_000)

  it.each(['lacks', 'counts twice'])('sums of a batch that ClickHouse %s are put right, and those of others left alone', async (state) => {
    const { db, figure, log, stop } = await dying('interactions', overMonths(0, 40), (real, db) => async (table, partition, token, rows, wanted) => {
      await real.insert(table, 7, 'of another partition', rows.map((row) => ({ ...row, line: ofPartition(7, row.line) })), wanted)
      await real.insert(table, partition, token, rows, wanted)
      const share = `SELECT * EXCEPT (${counts}), ${counts.split(', ').map((name) => `${state === 'lacks' ? '-' : ''}${name} AS ${name}`).join(', ')} FROM experience_by_day WHERE record_partition = 0`
      await db.command({ query: `INSERT INTO experience_by_day (* EXCEPT (${counts}), ${counts}) ${share}`, clickhouse_settings: { insert_deduplicate: 0 } })
      expect(await sumsByPartition(db)).not.toEqual([0, 7].map((record_partition) => ({ record_partition, n: 40, weight: 80 })))
      return 'stored'
    })
    await eventually(async () => (await figure('cx_rows_settled_total')) === 40, { timeoutMs: 60_000 })
    expect(await sumsByPartition(db)).toEqual([0, 7].map((record_partition) => ({ record_partition, n: 40, weight: 80 })))
    expect(log.lines.filter(({ event }) => event === 'batch.settled')).toHaveLength(1)
    await stop()
  }, 120_000)

  it('or that kept the rows without the token: they are there twice then, and that is said', async () => {
    const { log, figure, stop } = await dying('scores', scores, (real) => (table, partition, _, rows, wanted) => real.insert(table, partition, 'another token', rows, wanted))
    await eventually(async () => (await figure('cx_rows_surplus_total')) === 80, { timeoutMs: 60_000 })
    await eventually(() => log.lines.some(({ event }) => event === 'batch.surplus'))
    await stop()
  }, 120_000)
})

const counts = 'interactions, observations, low_observations, weight_sum, weighted_value_sum, sentiment_count, sentiment_sum'
const sumsByPartition = (db: ReturnType<typeof clickhouseOf>) => db.rows(`SELECT record_partition, toInt32(sum(interactions)) AS n, sum(weight_sum) AS weight
  FROM experience_by_day GROUP BY record_partition HAVING n != 0 ORDER BY record_partition`)

/** A row's line, as if it had been read from another partition: that is its last value but two. */
function ofPartition(partition: number, line: string): string {
  const values = JSON.parse(line) as unknown[]
  return JSON.stringify(values.with(-3, partition))
}

describe('two owners of a partition at the same rows', () => {
  const deployment = unique('twice')
  const always = () => true
  let db: ReturnType<typeof clickhouseOf>
  beforeAll(async () => {
    await migrate({ url: clickhouseUrl, username: 'default', password: '', database: deployment, log: keptLog() })
    db = clickhouseOf(clickhouseUrl, deployment)
  })
  afterAll(async () => {
    await db?.command({ query: `DROP DATABASE IF EXISTS ${deployment}` })
    await db?.close()
  })

  /** A store whose ClickHouse client is told of each statement before it is sent. */
  async function storeOf(before: (query: string) => void | Promise<void> = () => {}, sends: { count: number } = { count: 0 }): Promise<Store> {
    const told = new Proxy(db, {
      get: (client, name) => name === 'command' ? async (params: { query: string }) => { await before(params.query); return client.command(params) }
        : name === 'exec' ? (params: Parameters<typeof db.exec>[0]) => { sends.count++; return client.exec(params as never) }
        : Reflect.get(client, name),
    })
    return createClickHouseStore({ client: told, database: deployment, types: await checkClickHouse(db, deployment, tables), log: keptLog(), metrics: createSinkMetrics((topic) => topic).metrics })
  }
  const rowsOf = (topic: string, partition: number, events: readonly any[], from = 0): Row[] => {
    const table = tables.find((each) => each.topic === topic)!
    return events.map((event, i) => {
      const offset = from + i
      const record = { offset, timestamp: 1000 + offset, key: null, value: null, headers: {} }
      return { offset, month: table.partitionedBy ? monthOf(table.partitionedBy(event)) : 0, line: JSON.stringify([...table.values(event), ...provenance(partition, record)]) }
    })
  }
  const interactions = tables.find(({ topic }) => topic === 'interactions')!
  const stored = (partition: number) => db.rows(`SELECT toUInt32(count()) AS facts, toUInt32(uniqExact(record_offset)) AS offsets,
    (SELECT toInt32(sum(interactions)) FROM experience_by_day WHERE record_partition = ${partition}) AS sums FROM interactions WHERE record_partition = ${partition}`)

  it.each([[1, 'CREATE TABLE'], [2, 'INSERT INTO .*_lacking'], [3, 'ATTACH PARTITION'], [4, 'INSERT INTO .*experience_by_day']])('leave each once where the first (partition %i) freezes before %s and wakes when the second is done', async (partition, point) => {
    const rows = rowsOf('interactions', partition, overMonths(0, 40))
    const second = await storeOf()
    let frozen = false
    const first = await storeOf(async (query) => {
      if (frozen || !new RegExp(point, 's').test(query)) return
      frozen = true
      expect(await second.reconcile(interactions, partition, rows, always)).toMatchObject({ surplus: 0 })
    })
    await first.reconcile(interactions, partition, rows, always)
    expect(frozen).toBe(true)
    expect(await stored(partition)).toEqual([{ facts: 40, offsets: 40, sums: 40 }])
    expect(await db.rows(`SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE '%_repeat_%'`)).toEqual([])
  }, 60_000)

  it('attach nothing once the partition is lost', async () => {
    let lost = false
    const sends = { count: 0 }
    const first = await storeOf((query) => { if (query.includes('_lacking')) lost = true }, sends)
    await expect(first.reconcile(interactions, 5, rowsOf('interactions', 5, overMonths(0, 40)), () => !lost)).rejects.toThrow(/not ours any more/)
    expect(await stored(5)).toMatchObject([{ facts: 0 }])
    const before = sends.count
    await expect(first.insert(interactions, 5, 'a token', rowsOf('interactions', 5, overMonths(0, 40)), () => false), 'not even a first try').rejects.toThrow(/not ours any more/)
    expect([sends.count, await stored(5)]).toMatchObject([before, [{ facts: 0 }]])
  })

  it('put back no failed event that a merge has replaced, but one that is newer than what is there', async () => {
    const failedEvents = tables.find(({ topic }) => topic === 'failed-events')!
    const store = await storeOf()
    const rows = rowsOf('failed-events', 0, [failedEvent(), failedEvent({ attempts: 2 }), failedEvent({ failureId: 'other' }), failedEvent({ attempts: 3 })])
    await store.insert(failedEvents, 0, 'failed', rows.slice(0, 2), always)
    await db.command({ query: 'OPTIMIZE TABLE failed_events FINAL' })
    expect(await store.reconcile(failedEvents, 0, rows.slice(0, 2), always)).toEqual({ putBack: 0, surplus: 0, settled: 0 })
    expect(await store.reconcile(failedEvents, 0, rows, always)).toEqual({ putBack: 2, surplus: 0, settled: 0 })
    expect(await db.rows('SELECT failure_id, attempts FROM failed_events_now ORDER BY attempts')).toEqual([{ failure_id: 'other', attempts: 1 }, { failure_id: expect.any(String), attempts: 3 }])
  })
})

describe('a sink process and a ClickHouse of their own', () => {
  let folder: string
  let port: number
  let clickhouse: RunningClickHouse
  let system: System
  let db: ReturnType<typeof clickhouseOf>
  const startEngine = () => startClickHouse({ data: join(folder, 'data'), port, logFile: join(folder, 'clickhouse.log') })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cx-sink-'))
    port = await freePort()
    clickhouse = await startEngine()
    system = await createSystem({ ...parts, clickhouseUrl: clickhouse.url })
    await system.setUp()
    db = clickhouseOf(clickhouse.url, system.deployment)
  })
  afterAll(async () => {
    await Promise.all([system?.stop(), db?.close()])
    await clickhouse?.part.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const stored = async () => {
    const [row] = await db.rows<{ facts: number; events: number; sums: number; scores: number; latest: number; steps: number }>(`SELECT
      (SELECT toUInt32(count()) FROM interactions) AS facts, (SELECT toUInt32(uniqExact(event_id)) FROM interactions) AS events,
      (SELECT toUInt32(sum(interactions)) FROM experience_by_day) AS sums, (SELECT toUInt32(count()) FROM score_history) AS scores,
      (SELECT toUInt32(max(record_offset)) FROM accounts_now) AS latest, (SELECT toUInt32(count()) FROM alert_events) AS steps`)
    return row!
  }

  it('store each row once while both are killed again and again', async () => {
    let sink = await system.start('sink', { CX_SINK_LINGER: '50ms' })
    const rounds = 6
    const each = 1500
    for (let round = 0; round < rounds; round++) {
      const from = round * each
      await Promise.all([
        produce(system, registryUrl, 'interactions', Array.from({ length: each }, (_, i) => interaction({ eventId: `e${from + i}`, accountId: `a${i % 50}` }))),
        produce(system, registryUrl, 'scores', Array.from({ length: each }, (_, i) => accountScore({ accountId: `a${i % 50}`, score: i % 100 }))),
        produce(system, registryUrl, 'alerts', Array.from({ length: 100 }, (_, i) => alert({ alertId: `a${i}~BURST~${round}` }))),
      ])
      // Some batches are under way, others not begun: the kill comes at another moment in each round.
      await eventually(async () => (await stored()).facts > from + round * 100)
      if (round % 2 === 0) {
        await sink.kill()
        sink = await system.start('sink', { CX_SINK_LINGER: '50ms' })
      } else {
        process.kill(clickhouse.part.pid, 'SIGKILL')
        await clickhouse.part.ended
        clickhouse = await startEngine()
      }
    }
    await eventually(async () => { const now = await stored(); return now.events >= rounds * each && now.scores >= rounds * each && now.steps >= rounds * 100 }, { timeoutMs: 40_000 })
    await eventually(() => system.caughtUp('sink', ['interactions', 'scores', 'alerts']))
    expect(await stored()).toEqual({ facts: rounds * each, events: rounds * each, sums: rounds * each, scores: rounds * each, latest: rounds * each - 1, steps: rounds * 100 })
    await sink.kill('SIGTERM')
  }, 180_000)

  it('lose nothing while ClickHouse is away: the sink stays alive, says that it waits, and goes on', async () => {
    const sink = await system.start('sink')
    await sink.ready()
    expect(await sink.metric('cx_clickhouse_up')).toBe(1)
    await clickhouse.part.stop()
    await produce(system, registryUrl, 'interactions', [interaction({ eventId: 'late' })], 1)
    const missing = await eventually(async () => {
      const answer = await fetch(`${sink.url}/health/ready`)
      return answer.status === 503 ? answer.text() : null
    })
    expect(missing).toContain('ClickHouse does not answer')
    expect(await sink.metric('cx_clickhouse_up')).toBe(0)
    clickhouse = await startEngine()
    await eventually(async () => (await db.rows(`SELECT 1 FROM interactions WHERE event_id = 'late'`)).length === 1)
    await sink.ready()
    // A row shows before its batch is committed and counted.
    await eventually(async () => (await sink.metric('cx_rows_stored_total', 'interactions')) > 0)
    expect(await sink.metric('cx_rows_stored_total', 'interactions')).toBe(1)
  })
})
