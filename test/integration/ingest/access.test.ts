import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { freePort } from '../../../infra/local/ports.ts'
import { runCli } from '../../helpers/cli.ts'
import { eventually } from '../../helpers/eventually.ts'
import { createSystem, type System } from '../../helpers/system.ts'

const folder = mkdtempSync(join(tmpdir(), 'cx-keys-'))
const file = join(folder, 'keys.json')
let system: System
let url: string
const cx = (...args: string[]) => runCli(['keys', ...args], { ...system.env, CX_KEYS: file } as never)
const keyIn = (stdout: string) => /key {3}(cx_\S+)/.exec(stdout)![1]!
const event = (source: string) => ({ source, accountId: 'a1', occurredAt: new Date().toISOString(), touchPoint: 'support.call' })

async function send(key: string | null, body: unknown, path = 'touchpoints') {
  const response = await fetch(`${url}/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...(key !== null && { authorization: `Bearer ${key}` }) }, body: JSON.stringify(body) })
  return { status: response.status, body: await response.json() as any }
}
const statusBecomes = (status: number, key: string | null) => eventually(async () => (await send(key, event('shop'))).status === status, { timeoutMs: 5000 })

beforeAll(async () => {
  system = await createSystem(inject('parts'))
  await system.setUp()
  const port = await freePort()
  const ingest = await system.start('ingest', { CX_KEYS: file, INGEST_PORT: String(port) })
  await ingest.ready()
  url = `http://127.0.0.1:${port}`
})
afterAll(async () => {
  await system?.stop()
  rmSync(folder, { recursive: true })
})

it('keys made, rotated and revoked from the command line count for a running service within seconds, each for its sources', async () => {
  expect((await send(null, event('shop'))).status, 'nobody is asked yet').toBe(202)
  const made = await cx('create', 'shop', '--source', 'shop', 'till')
  const key = keyIn(made.stdout)
  await statusBecomes(401, null)
  expect((await send(key, event('shop'))).status).toBe(202)
  const mixed = await send(key, [event('till'), event('crm')])
  expect([mixed.status, mixed.body]).toMatchObject([202, { accepted: 1, rejected: [{ index: 1, code: 'source.not-allowed', reason: 'shop may not send events of the source crm' }] }])
  const action = { actionId: 'x', accountId: 'a1', alertId: 'a1~SILENT~1', action: 'ACKNOWLEDGE', by: 'kim', occurredAt: Date.now() }
  expect((await send(key, action, 'alert-actions')).status, 'a till acts on no alert').toBe(403)
  const ops = keyIn((await cx('create', 'ops', '--role', 'operator')).stdout)
  await eventually(async () => (await send(ops, action, 'alert-actions')).status === 202, { timeoutMs: 5000 })

  const rotated = keyIn((await cx('rotate', 'shop', '--overlap', '1')).stdout)
  await statusBecomes(202, rotated)
  expect((await send(key, event('shop'))).status, 'the old one, for an hour').toBe(202)
  expect((await cx('list')).stdout).toMatch(/shop {3}no role {3}sends shop, till; .*the secret before is valid until/)
  expect((await cx('revoke', 'shop', '--yes')).code).toBe(0)
  await statusBecomes(401, rotated)
  expect((await cx('create', 'ops', '--role', 'viewer')).stderr).toContain('There is a key ops already')
  expect((await cx('create', 'nothing')).code).toBe(2)
}, 60_000)

it('on an address that other machines reach, the service does not start without a key', async () => {
  const open = await system.start('ingest', { CX_KEYS: join(folder, 'none.json'), INGEST_HOST: '0.0.0.0', INGEST_PORT: '0' })
  expect((await open.part.ended).code).toBe(78)
  expect(open.part.output()).toContain('cx keys create')
})
