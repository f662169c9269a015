import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TouchPointEvent } from '../../schemas/types.ts'
import { freePort } from '../../infra/local/ports.ts'
import { eventually } from '../helpers/eventually.ts'
import { createSystem, type RunningService, type System } from '../helpers/system.ts'
import { startParts, type Parts } from './harness/parts.ts'

const folder = mkdtempSync(join(tmpdir(), 'cx-ingest-'))
let parts: Parts
let system: System
let url: string
let ingest: RunningService

beforeAll(async () => {
  parts = await startParts(folder, () => {})
  system = await createSystem({ brokers: parts.brokers, registryUrl: parts.registryUrl, clickhouseUrl: parts.clickhouseUrl } as never)
  await system.setUp()
  const port = String(await freePort())
  url = `http://127.0.0.1:${port}/v1/touchpoints`
  ingest = await system.start('ingest', { INGEST_PORT: port })
  await ingest.ready()
})
afterAll(async () => {
  await system?.stop()
  await parts?.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

test('the broker is killed in the middle of a load, and killed again: every 202 is in the log, what was not acknowledged is sent again with the same ids', async () => {
  const acknowledged = new Set<string>()
  const answers = new Map<number, number>()
  let going = true
  /** One sender: batches of ten, each until it is acknowledged. */
  async function sender(name: string): Promise<void> {
    for (let n = 0; going; n++) {
      const events = Array.from({ length: 10 }, (_, i) => ({ eventId: `${name}-${n}-${i}`, occurredAt: Date.now(), source: 'web', accountId: `a${i}`, touchPoint: 'support.call' }))
      for (;;) {
        const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(events) })
        answers.set(response.status, (answers.get(response.status) ?? 0) + 1)
        const body = await response.json() as { eventIds?: string[] }
        if (response.status === 202) {
          for (const id of body.eventIds!) acknowledged.add(id)
          break
        }
        expect([429, 503]).toContain(response.status)
        expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
        if (!going) break
      }
    }
  }
  const senders = ['a', 'b', 'c', 'd'].map(sender)
  const more = async () => {
    const before = acknowledged.size
    await eventually(() => acknowledged.size > before + 500, { timeoutMs: 60_000 })
  }
  await more()
  for (let i = 0; i < 2; i++) {
    await parts.end('kafka', 'SIGKILL')
    await eventually(async () => (await fetch(`${ingest.url}/health/ready`)).status === 503, { timeoutMs: 15_000 })
    await parts.start('kafka')
    await ingest.ready()
    await more()
  }
  going = false
  await Promise.all(senders)
  const stored = new Set((await system.values<TouchPointEvent>('touchpoints')).map(({ eventId }) => eventId))
  expect([...acknowledged].filter((id) => !stored.has(id)), 'acknowledged, but not in the log').toEqual([])
  expect(acknowledged.size).toBeGreaterThan(1500)
}, 180_000)
