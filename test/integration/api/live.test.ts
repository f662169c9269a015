import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { AlertEvent } from '../../../schemas/types.ts'
import { freePort } from '../../../infra/local/ports.ts'
import { eventually } from '../../helpers/eventually.ts'
import { survey, touchPoint } from '../../helpers/events.ts'
import { openUpstream } from '../../helpers/inputs.ts'
import { createSystem, type RunningService, type System } from '../../helpers/system.ts'

let system: System
let upstream: Awaited<ReturnType<typeof openUpstream>>
let api: RunningService
let url: string
let port: string
const now = Date.now()

beforeAll(async () => {
  system = await createSystem(inject('parts'))
  await system.setUp()
  port = String(await freePort())
  url = `http://127.0.0.1:${port}/api/v1`
  ;[api] = await Promise.all([system.start('api', { API_PORT: port }), ...(['enricher', 'resolver', 'scorer', 'sink'] as const).map((name) => system.start(name))])
  await api.ready()
  upstream = await openUpstream(system)
})
afterAll(async () => {
  await upstream?.close()
  await system?.stop()
})

interface Heard {
  readonly id: string
  readonly event: string
  readonly step: AlertEvent
}

/** Listens to the stream until told to stop, or until it breaks. */
function listen(lastEventId?: string) {
  const heard: Heard[] = []
  const ending = new AbortController()
  const done = (async () => {
    const response = await fetch(`${url}/alerts/stream`, { headers: lastEventId ? { 'last-event-id': lastEventId } : {}, signal: ending.signal })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    let rest = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split('\n\n')
      rest = blocks.pop()!
      for (const block of blocks) {
        const field = (name: string) => block.split('\n').find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? ''
        if (field('event') && field('event') !== 'heartbeat') heard.push({ id: field('id'), event: field('event'), step: JSON.parse(field('data')) as AlertEvent })
      }
    }
  })().catch((error: unknown) => { if (heard.length === 0) throw error })
  return { heard, done, stop: () => { ending.abort(); return done } }
}

const complain = (from: number, count: number) => upstream.send('surveys', 0, Array.from({ length: count }, (_, i) =>
  survey({ eventId: `s${from + i}`, accountId: `acc-${from + i}`, contactId: `c${from + i}`, occurredAt: now + i, metric: 'CSAT', score: 1, scaleMin: 1, scaleMax: 5 })))
const keys = (steps: readonly AlertEvent[]) => steps.map(({ alertId, sequence }) => `${alertId} ${sequence}`).sort()
const steps = (heard: readonly Heard[]) => heard.filter(({ event }) => event === 'alert').map(({ step }) => step)

async function act(alertId: string, body: object) {
  const response = await fetch(`${url}/alerts/${encodeURIComponent(alertId)}/actions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  return { status: response.status, body: await response.json() as any }
}

test('an alert comes by the stream, is acknowledged over HTTP, and its outcome is told by the log', async () => {
  const stream = listen()
  await eventually(() => stream.heard.some(({ event }) => event === 'ready'))
  await complain(0, 3)
  const opened = await eventually(() => steps(stream.heard).find(({ kind }) => kind === 'LOW_SURVEY'), { timeoutMs: 30_000 })
  const { alertId, accountId } = opened
  expect(opened).toMatchObject({ status: 'OPENED', openedAt: expect.stringMatching(/^\d{4}-.*Z$/) })

  const first = await act(alertId, { actionId: 'ack-1', action: 'ACKNOWLEDGE', by: 'kim' })
  expect(first.status).toBe(200)
  expect(first.body).toMatchObject({ actionId: 'ack-1', outcome: 'applied', loggedAt: { topic: `${system.deployment}.alert-actions` }, step: { alertId, status: 'ACKNOWLEDGED', by: 'kim', sequence: 2 } })
  const since = performance.now()
  expect((await act(alertId, { actionId: 'ack-1', action: 'ACKNOWLEDGE', by: 'kim' })).body).toMatchObject({ outcome: 'applied', step: { sequence: 2 } })
  expect(performance.now() - since, 'ms; it does not wait for ClickHouse, nor until patience is over').toBeLessThan(4000)
  expect((await act(alertId, { actionId: 'ack-1', action: 'CLOSE', outcome: 'SAVED', by: 'kim' })).status, 'another action under the same id').toBe(409)
  await eventually(() => steps(stream.heard).some((step) => step.alertId === alertId && step.status === 'ACKNOWLEDGED'))
  expect((await act(alertId, { action: 'CLOSE', outcome: 'SAVED', by: 'kim', note: 'called' })).body).toMatchObject({ outcome: 'applied', step: { status: 'CLOSED', outcome: 'SAVED', note: 'called' } })
  const again = await act(alertId, { actionId: 'ack-1', action: 'ACKNOWLEDGE', by: 'kim' })
  expect([again.status, again.body], 'sent again, it tells what it did').toMatchObject([200, { outcome: 'applied', step: { status: 'ACKNOWLEDGED', by: 'kim', sequence: 2 } }])
  expect((await act(alertId, { action: 'SNOOZE', until: new Date(now + 86_400_000).toISOString(), by: 'kim' })).body, 'it is closed')
    .toMatchObject({ outcome: 'refused', code: 'alert.not-open' })
  expect((await act(`${accountId}~SILENT~7`, { action: 'ACKNOWLEDGE' })).body).toMatchObject({ outcome: 'refused', code: 'alert.not-open' })
  expect((await act(alertId, { action: 'ASSIGN' })).status, 'to whom?').toBe(400)
  expect((await act('nonsense', { action: 'ACKNOWLEDGE' })).status).toBe(404)
  await stream.stop()
})

test('who comes back with the last id gets what happened in between, also over a kill of the api', async () => {
  const before = listen()
  await complain(100, 20)
  await eventually(() => steps(before.heard).length >= 10, { timeoutMs: 30_000 })
  await api.kill()
  await before.done
  const last = before.heard.at(-1)!.id
  await complain(200, 20)
  await eventually(async () => (await system.values<AlertEvent>('alerts')).some(({ accountId }) => accountId === 'acc-219'), { timeoutMs: 30_000 })
  api = await system.start('api', { API_PORT: port })
  await api.ready()
  const after = listen(last)
  await complain(300, 5)
  const ofThese = (all: readonly AlertEvent[]) => all.filter(({ accountId }) => /^acc-[123]\d\d$/.test(accountId!))
  const both = () => ofThese([...steps(before.heard), ...steps(after.heard)])
  // Two kinds open for each of the 45 accounts; partitions come to their end one after the other.
  const said = await eventually(async () => {
    const all = ofThese(await system.values<AlertEvent>('alerts'))
    return all.filter(({ sequence }) => sequence === 1).length === 90 && both().length >= all.length ? all : null
  }, { timeoutMs: 30_000 })
  expect(new Set(both().map(({ accountId }) => accountId)).size).toBe(45)
  expect(keys(both()), 'nothing is lost, nothing comes twice').toEqual(keys(said))
  await after.stop()
})

test('who comes back to another log than the one before is told to begin anew', async () => {
  const ends = (await system.reader.offsets({ topic: `${system.deployment}.alerts` })).map(({ high }) => high)
  const eventsFor = async (id: string, count: number) => {
    const stream = listen(id)
    await eventually(() => stream.heard.length >= count)
    await stream.stop()
    return stream.heard.map(({ event }) => event).slice(0, count)
  }
  expect(await eventsFor(ends.join('.'), 1)).toEqual(['ready'])
  expect(await eventsFor(ends.map((end, i) => end + (i === 0 ? 1 : 0)).join('.'), 2), 'beyond its end').toEqual(['reset', 'ready'])
  expect(await eventsFor('1.2.3.4.5.6', 2), 'with other partitions').toEqual(['reset', 'ready'])
})

test('a failed event is shown with what is wrong in it, and published again once; the pipeline says who runs and how far they are', async () => {
  const get = async (path: string) => { const response = await fetch(`${url}${path}`); return { status: response.status, body: await response.json() as any } }
  await upstream.send('touchpoints', 1, [touchPoint({ eventId: 'early', accountId: 'acc-x', occurredAt: Date.now() + 3_600_000 })])
  await upstream.sendBytes('touchpoints', 1, [Buffer.from('{"accountId": "acc-x"}')])
  const { items } = await eventually(async () => { const { body } = await get('/failed-events'); return ['time.in-future', 'avro.undecodable'].every((code) => body.items.some((each: any) => each.code === code)) ? body : null }, { timeoutMs: 30_000 })
  const idOf = (code: string) => encodeURIComponent(items.find((each: any) => each.code === code).failureId)
  const early = (await get(`/failed-events/${idOf('time.in-future')}`)).body
  expect(early.decoded.schema).toBe('cx.events.TouchPointEvent')
  expect(early.decoded.fields.filter((each: any) => each.wrong).map(({ path }: any) => path)).toEqual(['occurredAt'])
  const json = (await get(`/failed-events/${idOf('avro.undecodable')}`)).body
  expect([json.decoded.schemaId, json.decoded.fields, json.decoded.wrongBytes, Buffer.from(json.valueBase64, 'base64').toString()]).toEqual([null, [], { from: 0, to: 1 }, '{"accountId": "acc-x"}'])

  const replay = (body: object) => fetch(`${url}/failed-events/${idOf('time.in-future')}/replay`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  expect([(await replay({})).status, (await replay({})).status, (await replay({ again: true })).status]).toEqual([200, 409, 200])
  const published = (await system.records('touchpoints')).filter(({ headers }) => headers['cx-replay-of']?.toString() === decodeURIComponent(idOf('time.in-future')))
  expect(published.map(({ value }) => value!.toString('base64'))).toEqual([early.valueBase64, early.valueBase64])

  const { stages, latency } = await eventually(async () => { const { body } = await get('/pipeline'); return body.stages.every(({ lag, inputs }: any) => lag === 0 && inputs.every((each: any) => each.lag === 0)) ? body : null }, { timeoutMs: 20_000 })
  expect(stages.map(({ service, members }: any) => [service, members])).toEqual([['enricher', 1], ['resolver', 1], ['scorer', 1], ['sink', 1], ['notifier', 0]])
  const touchPoints = stages[0].inputs.find(({ topic }: any) => topic === 'touchpoints').partitions
  const written = (await system.records('touchpoints')).filter(({ partition }) => partition === 1).at(-1)!
  expect(touchPoints.map(({ partition, lag }: any) => [partition, lag])).toEqual([[0, 0], [1, 0]])
  expect(touchPoints[1].readUntil).toBe(new Date(written.timestamp).toISOString())
  expect(latency.interactions).toBeGreaterThan(0)
  expect(0 <= latency.p50Ms && latency.p50Ms <= latency.p99Ms && latency.p99Ms < 60_000, JSON.stringify(latency)).toBe(true)
})
