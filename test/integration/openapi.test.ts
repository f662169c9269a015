import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freePort } from '../../infra/local/ports.ts'
import { accountUpsert, survey, touchPoint } from '../helpers/events.ts'
import { eventually } from '../helpers/eventually.ts'
import { openUpstream } from '../helpers/inputs.ts'
import { createSystem, type System } from '../helpers/system.ts'

const run = promisify(execFile)
/** Installed by .ci/run; by hand: python3 -m venv .tools/schemathesis && .tools/schemathesis/bin/pip install schemathesis */
const schemathesis = join(import.meta.dirname, '..', '..', '.tools', 'schemathesis', 'bin', 'st')
const checks = ['not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_schema_conformance', 'response_headers_conformance']

/**
 * Throws requests at every operation of a document, valid ones and others, and gives what it found. One worker: with several, Python 3.11 itself fails now and
 * then ("AST constructor recursion depth mismatch", cpython gh-106905).
 */
async function provoke(document: string, more: readonly string[]): Promise<string> {
  const args = ['run', document, '--checks', checks.join(), '--phases', 'examples,coverage,fuzzing', '--max-examples', '8', '--seed', '1', '--workers', '1', '--no-color', '--warnings', 'off', ...more]
  return run(schemathesis, args, { maxBuffer: 64 * 1024 * 1024 }).then(() => 'nothing', ({ stdout, stderr }: { stdout: string; stderr: string }) => `${stdout}${stderr}`.split('\n').map((line) => line.slice(0, 400)).join('\n'))
}

describe.skipIf(!existsSync(schemathesis))(`what schemathesis finds (${existsSync(schemathesis) ? 'installed' : 'skipped: not in .tools/schemathesis, which .ci/run makes'})`, () => {
  let system: System
  let api: string
  let ingest: string

  beforeAll(async () => {
    system = await createSystem(inject('parts'))
    await system.setUp()
    const [apiPort, ingestPort] = [String(await freePort()), String(await freePort())]
    const started = await Promise.all([
      system.start('api', { API_PORT: apiPort, API_RATE_LIMIT: '1000000' }), system.start('ingest', { INGEST_PORT: ingestPort }),
      ...(['enricher', 'resolver', 'scorer', 'sink'] as const).map((name) => system.start(name)),
    ])
    ;[api, ingest] = [`http://127.0.0.1:${apiPort}`, `http://127.0.0.1:${ingestPort}`]
    const upstream = await openUpstream(system)
    const now = Date.now()
    await upstream.send('crm', 0, [accountUpsert({ accountId: 'a1', eventId: 'crm', occurredAt: now - 1000 })])
    await upstream.send('touchpoints', 0, Array.from({ length: 20 }, (_, i) => touchPoint({ eventId: `e${i}`, accountId: `a${i % 3}`, occurredAt: now + i })))
    await upstream.send('surveys', 0, [survey({ eventId: 's1', occurredAt: now, score: 1 })])
    await upstream.sendBytes('touchpoints', 0, [Buffer.from('{}')])
    await upstream.close()
    await Promise.all(started.map((each) => each.ready()))
    await eventually(async () => ((await (await fetch(`${api}/api/v1/failed-events`)).json()) as { items: unknown[] }).items.length === 1, { timeoutMs: 30_000 })
  })
  afterAll(() => system?.stop())

  // The stream does not end, so nothing can be said of its answer.
  it('in the api: no error of its own, no answer that its document does not describe', async () => {
    expect(await provoke(`${api}/api/docs/json`, ['--exclude-path', '/api/v1/alerts/stream'])).toBe('nothing')
  }, 300_000)

  it('in the ingest service: the same', async () => {
    expect(await provoke(`${ingest}/docs/json`, [])).toBe('nothing')
  }, 240_000)
})
