import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { freePort } from '../../infra/local/ports.ts'
import { accountUpsert } from '../helpers/events.ts'
import { openUpstream } from '../helpers/inputs.ts'
import { createSystem } from '../helpers/system.ts'
import { connectionTests } from './console/connection.ts'
import { inboxTests } from './console/inbox.ts'
import { motionTests } from './console/motion.ts'
import { screenTests } from './console/screens.ts'
import type { World } from './console/world.ts'

/** A browser that is installed; CHROME names another one. */
const browserPath = [process.env.CHROME, '/usr/bin/chromium', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'].find((path) => path && existsSync(path))

describe.skipIf(!browserPath)(`the console in a browser (${browserPath ?? 'skipped: no Chrome or Chromium here, set CHROME'})`, () => {
  let world: World
  const folder = mkdtempSync(join(tmpdir(), 'cx-console-'))

  beforeAll(async () => {
    const system = await createSystem(inject('parts'))
    await system.setUp()
    const [port, keysFile, now] = [String(await freePort()), join(folder, 'keys.json'), Date.now()]
    const [api] = await Promise.all([system.start('api', { API_PORT: port, CX_KEYS: keysFile }), ...(['enricher', 'resolver', 'scorer', 'sink'] as const).map((name) => system.start(name))])
    const upstream = await openUpstream(system)
    const known = (accountId: string, name: string) => accountUpsert({ accountId, eventId: accountId, occurredAt: now - 90_000, account: { ...accountUpsert().account!, name, segment: 'smb' } })
    await upstream.send('crm', 0, [known('acme', 'Acme Foods'), known('calm', 'Calm Waters')])
    await api.ready()
    const browser = await chromium.launch({ executablePath: browserPath!, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
    world = { system, upstream, browser, now, keysFile, url: `http://127.0.0.1:${port}` }
  })
  afterAll(async () => {
    await world?.browser.close()
    await world?.upstream.close()
    await world?.system.stop()
    rmSync(folder, { recursive: true })
  })

  inboxTests(() => world)
  screenTests(() => world)
  motionTests(() => world)
  connectionTests(() => world)
})
