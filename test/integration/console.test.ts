import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { AlertEvent } from '../../schemas/types.ts'
import { freePort } from '../../infra/local/ports.ts'
import { eventually } from '../helpers/eventually.ts'
import { createKey } from '../../services/shared/access/keys.ts'
import { writeKeys } from '../helpers/keys.ts'
import { accountUpsert, survey, touchPoint } from '../helpers/events.ts'
import { openUpstream } from '../helpers/inputs.ts'
import { createSystem, type System } from '../helpers/system.ts'
import { scrollCost } from '../helpers/scroll-cost.ts'

/** A browser that is installed; CHROME names another one. */
const browserPath = [process.env.CHROME, '/usr/bin/chromium', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'].find((path) => path && existsSync(path))
const axe = readFileSync(join(import.meta.dirname, '..', '..', 'node_modules/axe-core/axe.min.js'), 'utf8')
const now = Date.now()
const folder = mkdtempSync(join(tmpdir(), 'cx-console-'))
const keysFile = join(folder, 'keys.json')

describe.skipIf(!browserPath)(`the console in a browser (${browserPath ?? 'skipped: no Chrome or Chromium here, set CHROME'})`, () => {
  let system: System
  let upstream: Awaited<ReturnType<typeof openUpstream>>
  let browser: Browser
  let url: string

  beforeAll(async () => {
    system = await createSystem(inject('parts'))
    await system.setUp()
    const port = String(await freePort())
    url = `http://127.0.0.1:${port}`
    const [api] = await Promise.all([system.start('api', { API_PORT: port, CX_KEYS: keysFile }), ...(['enricher', 'resolver', 'scorer', 'sink'] as const).map((name) => system.start(name))])
    upstream = await openUpstream(system)
    await upstream.send('crm', 0, [accountUpsert({ accountId: 'acme', eventId: 'acme', occurredAt: now - 90_000, account: { ...accountUpsert().account!, name: 'Acme Foods', segment: 'smb' } })])
    await api.ready()
    browser = await chromium.launch({ executablePath: browserPath!, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
  })
  afterAll(async () => {
    await browser?.close()
    await upstream?.close()
    await system?.stop()
    rmSync(folder, { recursive: true })
  })

  const open = async (path: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options })
    await page.goto(url + path)
    return page
  }
  const complain = (accountId: string, n: number) => upstream.send('surveys', 0, [survey({
    eventId: `s-${accountId}-${n}`, accountId, contactId: `c${n}`, occurredAt: now + n, metric: 'CSAT', score: 1, scaleMin: 1, scaleMax: 5, comment: 'Nobody called back. I am angry.', language: 'en',
  })])

  it('shows an alert without a reload; acknowledged by keyboard it is so in the log, and in a second browser', async () => {
    const [first, second] = await Promise.all([open('/alerts'), open('/alerts')])
    await Promise.all([first, second].map((page) => page.getByText('Live', { exact: true }).waitFor()))
    await first.getByText('No open alerts').waitFor()
    const sent = performance.now()
    await complain('acme', 1)
    await first.getByText('Acme Foods').first().waitFor()
    console.log(`alert on screen ${Math.round(performance.now() - sent)} ms after its event was sent`)
    await first.keyboard.press('j')
    await first.getByRole('heading', { name: 'Acme Foods' }).waitFor()
    await first.getByText('Nobody called back').first().waitFor()
    const title = decodeURIComponent(new URL(first.url()).pathname.split('/').pop()!)
    await first.keyboard.press('a')
    await first.getByRole('button', { name: 'Acknowledged', exact: true }).waitFor()
    await eventually(async () => (await system.values<AlertEvent>('alerts')).some(({ alertId, status, by }) => alertId === title && status === 'ACKNOWLEDGED' && by === 'ops'))
    await second.getByText('Acknowledged ·').first().waitFor()
    await Promise.all([first.close(), second.close()])
  })

  it('tells the truth where the log says no, and closes what is closed', async () => {
    const page = await open('/alerts')
    await page.getByText('Acme Foods').first().click()
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await page.getByLabel('Note').fill('called')
    await page.getByRole('button', { name: 'Saved', exact: true }).click()
    await page.getByText('by ops.').first().waitFor()
    await eventually(async () => (await system.values<AlertEvent>('alerts')).some(({ status, outcome, note }) => status === 'CLOSED' && outcome === 'SAVED' && note === 'called'))
    await page.close()
  })

  it('keeps filters over a reload, and shows accounts, portfolio and failed events', async () => {
    await complain('other', 2)
    await upstream.send('touchpoints', 0, Array.from({ length: 4 }, (_, i) => touchPoint({ eventId: `t${i}`, accountId: 'acme', occurredAt: now + 10 + i, outcome: 'FAILED' })))
    await upstream.sendBytes('touchpoints', 0, [Buffer.from('{"no": "avro"}')])
    const page = await open('/alerts')
    await page.getByText('Acme Foods').first().waitFor()
    await page.getByLabel('Search alerts').fill('other')
    await page.reload()
    expect(await page.getByLabel('Search alerts').inputValue()).toBe('other')
    await page.getByRole('button', { name: /other/ }).first().waitFor()
    expect(await page.getByText('Acme Foods').count()).toBe(0)
    await page.goto(`${url}/accounts`)
    await page.getByRole('link', { name: 'Acme Foods' }).click()
    await page.getByText('Touch points by stage').waitFor()
    await page.getByRole('img', { name: /contacts over/ }).waitFor()
    await page.getByRole('img', { name: /Contributions of \d drivers/ }).waitFor()
    await page.getByText('Not yet').first().waitFor()
    await page.goto(`${url}/portfolio?by=owner&metric=CSAT`)
    await page.getByText('By owner').waitFor()
    await page.getByRole('region', { name: 'CSAT by segment' }).getByRole('row', { name: /smb/ }).waitFor()
    await page.getByRole('heading', { name: 'Root causes of score drops' }).waitFor()
    await page.getByRole('img', { name: /Revenue at risk in EUR/ }).waitFor()
    await page.goto(`${url}/data`)
    await page.getByRole('button', { name: 'avro.undecodable' }).click()
    await page.getByText('{"no": "avro"}').last().waitFor()
    await page.getByRole('button', { name: 'Publish again' }).click()
    await page.getByText('It was published again').waitFor()
    const replayed = await eventually(async () => (await system.records('touchpoints')).find(({ headers }) => headers['cx-replay-of'] !== undefined))
    expect(replayed.value!.toString()).toBe('{"no": "avro"}')
    await page.getByRole('region', { name: 'Pipeline' }).getByText('Scorer').waitFor()
    await page.getByRole('img', { name: /helpdesk: usually most on/ }).waitFor()
    await page.close()
  })

  it('scrolls ten thousand accounts at a cost a frame that does not grow with them', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.route('**/api/v1/portfolio', async (route) => {
      const { accounts: [one] } = await (await route.fetch()).json() as { accounts: object[] }
      await route.fulfill({ json: { accounts: Array.from({ length: 10_000 }, (_, i) => ({ ...one, accountId: `account-${String(i).padStart(5, '0')}`, accountName: null, score: i / 100 })) } })
    })
    await page.goto(`${url}/accounts`)
    await page.getByText('10,000 of 10,000').waitFor()
    const { layouts, most, added, changed, last } = await scrollCost(page, { frames: 100, pixels: 120 })
    expect(last, 'the rows follow').toBe(true)
    expect(most, 'elements in the table').toBeLessThan(500)
    // Three rows come into sight a frame, nine cells and a link each; those that stay are left alone.
    expect(added / 100, 'elements made a frame').toBeLessThan(45)
    expect(changed, 'of rows that stay nothing is changed').toBe(0)
    expect(layouts / 100, 'layouts a frame: more means that the page is measured while it is changed').toBeLessThan(2.1)
    await page.close()
  })

  it('comes back by itself after an error, and forgets what it knew where its place in the log is not there any more', async () => {
    const [known] = ((await (await fetch(`${url}/api/v1/alerts?status=open`)).json()) as { items: object[] }).items
    const gone = { ...known, alertId: 'gone~LOW_SURVEY~1', accountId: 'gone', accountName: 'Gone Ltd' }
    const page = await browser.newPage()
    let requests = 0
    await page.route('**/alerts/stream*', (route) => {
      requests += 1
      if (requests === 1) return route.fulfill({ status: 503 })
      const event = (name: string, data: object) => `id: 900.900\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`
      // A log that was longer than this one, with an alert that this one has not.
      return requests === 2 ? route.fulfill({ contentType: 'text/event-stream', body: `retry: 500\n${event('ready', {})}${event('alert', gone)}` }) : route.continue()
    })
    await page.goto(`${url}/alerts`)
    await page.getByText('Gone Ltd').first().waitFor()
    await page.getByText('Gone Ltd').first().waitFor({ state: 'detached' })
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByRole('button', { name: /other/ }).first().waitFor()
    expect(requests).toBe(3)
    await page.close()
  })

  it.each(['light', 'dark'] as const)('has nothing that axe finds fault with, %s', async (colorScheme) => {
    for (const path of ['/alerts', `/alerts/${encodeURIComponent('other~LOW_SURVEY~1')}`, '/accounts', '/accounts/acme', '/portfolio', '/data']) {
      const page = await open(path, { colorScheme })
      await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' })
      await page.waitForFunction('document.querySelector(".spinner") === null')
      await page.evaluate(axe)
      const found = await page.evaluate('axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map((n) => n.target.join(" ")).join(", ")))')
      expect(found, `${path} ${colorScheme}`).toEqual([])
      await page.close()
    }
  })

  it('asks who somebody is from the first key on, and lets them act under that name', async () => {
    const { key, text } = createKey({ name: 'kim', role: 'operator', sources: [], expiresAt: null }, new Date())
    writeKeys(keysFile, [key])
    await eventually(async () => (await fetch(`${url}/api/v1/alerts`)).status === 401)
    const page = await open('/alerts')
    await page.getByLabel('API key').fill('cx_wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('This key is not valid').waitFor()
    await page.evaluate(axe)
    const { violations } = await page.evaluate('axe.run()') as { violations: { id: string }[] }
    expect(violations.map(({ id }) => id)).toEqual([])
    await page.getByLabel('API key').fill(text)
    await page.keyboard.press('Enter')
    await page.getByText('kim, operator').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('API key').waitFor()
    writeKeys(keysFile, [])
  })
})
