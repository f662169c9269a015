import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startClickHouse, type RunningClickHouse } from '../../infra/local/clickhouse.ts'
import { freePort } from '../../infra/local/ports.ts'
import type { Interaction } from '../../schemas/types.ts'
import { partitionFor } from '../../services/shared/kafka/partitioner.ts'
import { openProducer } from '../../services/shared/kafka/producer.ts'
import { topicOf } from '../../services/topology.ts'
import { runCli } from '../helpers/cli.ts'
import { createTopics } from '../helpers/deployment.ts'
import { eventually } from '../helpers/eventually.ts'
import { openUpstream } from '../helpers/inputs.ts'
import { unique } from '../helpers/names.ts'
import { clickhouseOf } from '../helpers/sink.ts'
import { createSystem, type System } from '../helpers/system.ts'
import { start, touchPoint } from '../helpers/timeline.ts'

const each = 900
const rounds = 2
const outcomes = ['FAILED', 'SUCCEEDED', 'COMPLAINED', 'PRAISED', 'ABANDONED'] as const
/** Most of one partition, so that its archive comes in several answers. */
const accounts = Array.from({ length: 60 }, (_, i) => `acc-${i}`).filter((id, i) => partitionFor(id, 2) === 0 || i % 8 === 0)

const events = (round: number) => Array.from({ length: each }, (_, i) => {
  const n = round * each + i
  return touchPoint(`e${n}`, start + n * 60_000, { accountId: accounts[(n * 31) % accounts.length]!, outcome: outcomes[(n * 7) % 5]!, text: `${n} ${'told at length '.repeat(650)}` })
})

/** Passes requests on to ClickHouse; from the one on that `holdsFrom` picks they get no answer. */
async function openGate(to: string, holdsFrom: (sql: string, url: string) => boolean) {
  let closed = false
  const server: Server = createServer((incoming, answer) => void (async () => {
    const body: Buffer[] = []
    for await (const part of incoming) body.push(part as Buffer)
    closed ||= holdsFrom(Buffer.concat(body).toString(), incoming.url!)
    if (closed) return
    const passed = request(`${to}${incoming.url}`, { method: incoming.method!, headers: incoming.headers }, (response) => {
      answer.writeHead(response.statusCode!, response.headers)
      response.pipe(answer)
    })
    passed.on('error', () => answer.destroy())
    passed.end(Buffer.concat(body))
  })())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return { url: `http://127.0.0.1:${port}`, isClosed: () => closed, close: () => { server.closeAllConnections(); server.close() } }
}

describe('the archive of the timeline', () => {
  let folder: string
  let port: number
  let clickhouse: RunningClickHouse
  let first: System
  let again: System
  let db: ReturnType<typeof clickhouseOf>
  const startEngine = () => startClickHouse({ data: join(folder, 'data'), port, logFile: join(folder, 'clickhouse.log') })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cx-archive-'))
    port = await freePort()
    clickhouse = await startEngine()
    ;[first, again] = await Promise.all([0, 1].map(() => createSystem({ ...inject('parts'), clickhouseUrl: clickhouse.url }, { CX_ARCHIVE_LINGER: '20ms', CX_SINK_LINGER: '50ms' }))) as [System, System]
    await first.setUp()
    db = clickhouseOf(clickhouse.url, first.deployment)
  })
  afterAll(async () => {
    await Promise.all([first?.stop(), again?.stop(), db?.close()])
    await clickhouse?.part.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const archived = async () => (await db.rows<{ n: number }>('SELECT toUInt32(count()) AS n FROM timeline_archive'))[0]!.n
  const scored = async (system: System) => (await system.values<Interaction>('interactions')).length
  const replay = (args: readonly string[] = [], onStart?: Parameters<typeof runCli>[2]) =>
    runCli(['replay', 'clickhouse', '--into', again.deployment, ...args], { ...first.env as Record<string, string>, CX_TIMELINE_PARTITIONS: '7' }, onStart)

  it('holds each record once as it stands in the topic, though sink and ClickHouse are killed while it is made', async () => {
    const upstream = await openUpstream(first)
    const [, , started] = await Promise.all([first.start('enricher'), first.start('scorer'), first.start('sink')])
    let sink = started
    for (let round = 0; round < rounds; round++) {
      const before = await archived()
      await upstream.send('touchpoints', round % 2, events(round))
      await eventually(async () => (await archived()) > before)
      if (round === 0) {
        await sink.kill()
        sink = await first.start('sink')
      } else {
        process.kill(clickhouse.part.pid, 'SIGKILL')
        await clickhouse.part.ended
        clickhouse = await startEngine()
      }
    }
    await upstream.close()
    // Settings are repeated every day, so that a part of a timeline has some, too.
    await first.setUp()
    await eventually(async () => (await scored(first)) === rounds * each, { timeoutMs: 60_000, everyMs: 200 })
    const records = await first.records('timeline')
    await eventually(async () => (await archived()) >= records.length, { timeoutMs: 60_000 })
    await sink.ready()
    const rows = await db.rows(`SELECT record_partition AS partition, toUInt32(record_offset) AS offset, toUnixTimestamp64Milli(recorded_at) AS timestamp, hex(key) AS key, hex(value) AS value, headers
      FROM timeline_archive ORDER BY record_partition, record_offset SETTINGS output_format_json_quote_64bit_integers = 0`)
    expect(rows.length).toBe(records.length)
    const hex = (bytes: Buffer | null) => bytes && bytes.toString('hex').toUpperCase()
    expect(rows).toEqual(records.map(({ partition, offset, timestamp, key, value, headers }) => ({ partition, offset, timestamp, key: hex(key), value: hex(value), headers })))
    await sink.kill('SIGTERM')
  }, 120_000)

  it('is replayed into a new deployment, over a kill and a Ctrl-C, byte for byte and at the same offsets', async () => {
    const held = async () => (await again.reader.offsets({ topic: topicOf(again.deployment, 'timeline') })).reduce((sum, { high }) => sum + high, 0)
    const total = await archived()
    let answers = 0
    const inside = await openGate(clickhouse.url, (sql) => sql.includes('base64Encode(key)') && ++answers > 1)
    await replay(['--clickhouse', inside.url], (process) => void eventually(async () => inside.isClosed() && (await held()) > 0, { timeoutMs: 60_000 }).finally(() => process.kill('SIGKILL')))
    inside.close()
    const afterKill = await held()
    expect([afterKill > 0, afterKill < total]).toEqual([true, true])

    const between = await openGate(clickhouse.url, (sql, url) => sql.includes('base64Encode(key)') && url.includes('param_partition=1'))
    const stopped = await replay(['--clickhouse', between.url], (process) => void eventually(() => between.isClosed(), { timeoutMs: 60_000 }).finally(() => process.kill('SIGINT')))
    between.close()
    expect(stopped).toMatchObject({ code: 1, stderr: expect.stringMatching(/Stopped before the end.*goes on from here/s) })
    expect(await held()).toBeGreaterThan(afterKill)

    const finished = await replay()
    expect(finished).toMatchObject({ code: 0, stdout: expect.stringContaining('Their offsets are the same') })
    const bytes = async (system: System) => (await system.records('timeline')).map(({ partition, offset, key, value, headers }) => ({ partition, offset, key: key?.toString('hex'), value: value?.toString('hex'), headers }))
    expect(await bytes(again)).toEqual(await bytes(first))
    expect(await replay(), 'once more: all is there').toMatchObject({ code: 0, stdout: finished.stdout })
  }, 120_000)

  it('gives a scorer the same interactions, scores and alerts, byte for byte', async () => {
    const scorer = await again.start('scorer')
    await eventually(async () => (await scored(again)) >= rounds * each, { timeoutMs: 60_000, everyMs: 200 })
    await scorer.kill('SIGTERM')
    const [wanted, got] = [await first.outputBytes(), await again.outputBytes()]
    expect(wanted).toContain('\nalerts ')
    expect(got).toBe(wanted)
  }, 60_000)

  it('leaves the new deployment as one that can go on: set-up keeps its settings, and what is sent to it counts as new', async () => {
    const settings = (await again.records('settings')).length
    await again.setUp()
    expect((await again.records('settings')).length).toBe(settings)
    const upstream = await openUpstream(again)
    const [scorer] = await Promise.all([again.start('scorer'), again.start('enricher')])
    await upstream.send('touchpoints', 0, [touchPoint('later', start + 100_000_000, { accountId: 'acc-0', outcome: 'FAILED' })])
    await upstream.close()
    await eventually(async () => (await scored(again)) === rounds * each + 1, { timeoutMs: 40_000 })
    expect((await replay()).stderr).toMatch(/is live .* refused/s)
    await scorer.kill()
  }, 90_000)

  it('is refused with the offsets that it lacks, until they are put back', async () => {
    await db.command({ query: 'ALTER TABLE timeline_archive DELETE WHERE record_partition = 1 AND record_offset IN (5, 7, 8)', clickhouse_settings: { mutations_sync: '2' } })
    const into = unique('gap')
    const run = () => runCli(['replay', 'clickhouse', '--into', into], first.env as Record<string, string>)
    expect(await run()).toMatchObject({ code: 78, stderr: expect.stringMatching(/lacks records of partition 1: offsets 5, 7 to 8\..*rebuild clickhouse --table timeline_archive/s) })
    const rebuilt = await runCli(['rebuild', 'clickhouse', '--table', 'timeline_archive'], first.env as Record<string, string>)
    expect(rebuilt).toMatchObject({ code: 0, stdout: expect.stringContaining(', 3 put back') })
    await createTopics(first.client.kafka(), into, ['timeline'], 3)
    expect(await run(), 'into another number of partitions').toMatchObject({ code: 78, stderr: expect.stringContaining('has 3 partitions, but the archived timeline has 2') })
  }, 60_000)

  it('begins at the first settings that it has left, and says so', async () => {
    await db.command({ query: 'ALTER TABLE timeline_archive DELETE WHERE record_offset < 3', clickhouse_settings: { mutations_sync: '2' } })
    const into = unique('cut')
    const lower = (await first.records('timeline')).filter(({ value, offset }) => value![1] === 0 && offset > 0).map(({ partition, offset }) => `${offset} in partition ${partition}`)
    expect(lower).toHaveLength(2)
    expect(await runCli(['replay', 'clickhouse', '--into', into], first.env as Record<string, string>)).toMatchObject({ code: 0, stdout: expect.stringContaining('has 2 records in 2 partitions'), stderr: expect.stringContaining(`lower by ${lower.join(', ')}:`) })
  }, 60_000)

  it('is refused where there is none, into itself, and into a deployment with a timeline of its own', async () => {
    const into = (name: string, ...more: string[]) => runCli(['replay', 'clickhouse', '--into', name, ...more], first.env as Record<string, string>)
    expect(await into(first.deployment)).toMatchObject({ code: 78, stderr: expect.stringContaining('cannot be replayed into itself') })
    expect(await into(unique('into'), '--from-deployment', unique('nobody'))).toMatchObject({ code: 78, stderr: expect.stringContaining('has no archive of a timeline') })
    const foreign = unique('foreign')
    await createTopics(first.client.kafka(), foreign, ['timeline'])
    const cluster = first.client.cluster()
    await (await openProducer(cluster)).send([{ topic: topicOf(foreign, 'timeline'), partition: 1, key: null, value: Buffer.from('other') }])
    await cluster.disconnect()
    expect(await into(foreign)).toMatchObject({ code: 78, stderr: expect.stringContaining('has another record at offset 0') })
  }, 60_000)
})
