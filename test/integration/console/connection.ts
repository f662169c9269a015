import { expect, it } from 'vitest'
import type { AlertEvent } from '../../../schemas/types.ts'
import { createKey } from '../../../services/shared/access/keys.ts'
import { eventually } from '../../helpers/eventually.ts'
import { writeKeys } from '../../helpers/keys.ts'
import { complain, expectAccessible, open, type World } from './world.ts'

/** How the console stays live, and whom it lets in. */
export function connectionTests(world: () => World): void {
  it('comes back by itself after an error, and forgets what it knew where its place in the log is not there any more', async () => {
    const { browser, url } = world()
    const [known] = ((await (await fetch(`${url}/api/v1/alerts?status=open`)).json()) as { items: object[] }).items
    const gone = { ...known, alertId: 'gone~LOW_SURVEY~1', accountId: 'gone', accountName: 'Gone Ltd' }
    const page = await browser.newPage()
    let requests = 0
    let comeBack: (() => void) | undefined
    const seen = new Promise<void>((resolve) => { comeBack = resolve })
    await page.route('**/alerts/stream*', async (route) => {
      requests += 1
      if (requests === 1) return route.fulfill({ status: 503 })
      const event = (name: string, data: object) => `id: 900.900\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`
      // A log that was longer than this one, with an alert that this one has not.
      if (requests > 2) await seen
      return requests === 2 ? route.fulfill({ contentType: 'text/event-stream', body: `retry: 500\n${event('ready', {})}${event('alert', gone)}` }) : route.continue()
    })
    await page.goto(`${url}/alerts?q=gone`)
    await page.getByText('Gone Ltd').first().waitFor()
    comeBack!()
    await page.getByText('Gone Ltd').first().waitFor({ state: 'detached' })
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByLabel('Search alerts').fill('other')
    await page.getByRole('button', { name: /other/ }).first().waitFor()
    expect(requests).toBe(3)
    await page.close()
  })

  it('gives its connection back when nobody looks at it, and misses nothing until somebody does', async () => {
    const page = await world().browser.newPage()
    await page.clock.install()
    await page.goto(`${world().url}/alerts?q=hidden`)
    await page.getByText('Live', { exact: true }).waitFor()
    const look = (hidden: boolean) => page.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} }); document.dispatchEvent(new Event('visibilitychange'))`)
    await look(true)
    await page.clock.fastForward(29_000)
    await page.getByText('Live', { exact: true }).waitFor()
    const closed = page.waitForEvent('requestfailed', (request) => request.url().includes('/alerts/stream'))
    await page.clock.fastForward(2000)
    await closed
    await complain(world(), 'hidden', 400)
    await eventually(async () => (await world().system.values<AlertEvent>('alerts')).some(({ accountId }) => accountId === 'hidden'))
    const again = page.waitForRequest(/alerts\/stream\?lastEventId=\d/)
    await look(false)
    await again
    await page.locator('.row').getByText('hidden').first().waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await page.close()
  })

  it('takes a stream that says nothing, not even its heartbeat, for dead: says so, and opens another one', async () => {
    const page = await world().browser.newPage()
    await page.addInitScript('window.EventSource = class extends EventSource { constructor(url) { super(url); window.source = this } }')
    await page.clock.install()
    let streams = 0
    let answer: (() => void) | undefined
    const held = new Promise<void>((resolve) => { answer = resolve })
    await page.route('**/alerts/stream*', async (route) => {
      if (streams++ > 0) await held
      await route.continue()
    })
    await page.goto(`${world().url}/alerts`)
    await page.getByText('Live', { exact: true }).waitFor()
    await page.clock.fastForward(30_000)
    await page.evaluate('source.dispatchEvent(new Event("heartbeat"))')
    await page.clock.fastForward(30_000)
    await page.getByText('Live', { exact: true }).waitFor()
    expect(streams).toBe(1)
    await page.clock.fastForward(15_000)
    await page.getByText('Not live: reconnecting…').waitFor()
    answer!()
    await page.getByText('Live', { exact: true }).waitFor()
    await page.close()
  })

  it('says that figures are not current where nobody answers, and where there is no network', async () => {
    const page = await world().browser.newPage()
    await page.clock.install()
    await page.goto(`${world().url}/data`)
    await page.getByRole('region', { name: 'Pipeline' }).getByText('Scorer').waitFor()
    const outdated = page.getByText(/^Not up to date since .*: The api does not answer/)
    const isSaid = () => expect.poll(async () => { await page.clock.fastForward(10_000); return outdated.count() }).toBe(1)
    await page.route('**/api/v1/pipeline', () => {})
    await isSaid()
    await page.unroute('**/api/v1/pipeline')
    await page.clock.fastForward(10_000)
    await outdated.waitFor({ state: 'detached' })
    await page.context().setOffline(true)
    await isSaid()
    await page.close()
  })

  it('says what is away where it cannot even ask who somebody is', async () => {
    const page = await world().browser.newPage()
    let away = true
    await page.route('**/api/v1/session', (route) => (away ? route.fulfill({ status: 503, body: 'no upstream' }) : route.continue()))
    await page.goto(`${world().url}/alerts`)
    await page.getByText('The api answers with status 503.').waitFor()
    await expectAccessible(page, 'the api is away')
    away = false
    await page.getByText('Live', { exact: true }).waitFor()
    await page.close()
  })

  it('says why the list of alerts cannot be read, and shows it as soon as it can', async () => {
    const page = await world().browser.newPage()
    let away = true
    await page.route('**/api/v1/alerts?*', (route) => (away ? route.fulfill({ status: 503, contentType: 'application/problem+json', json: { type: 'about:blank', title: 'ClickHouse does not answer', status: 503 } }) : route.continue()))
    await page.goto(`${world().url}/alerts`)
    await page.getByText('ClickHouse does not answer').waitFor()
    away = false
    await page.locator('.row').first().waitFor()
    await page.close()
  })

  it('asks who somebody is from the first key on, and lets them act under that name', async () => {
    const { keysFile, url } = world()
    const { key, text } = createKey({ name: 'kim', role: 'operator', sources: [], expiresAt: null }, new Date())
    writeKeys(keysFile, [key])
    await eventually(async () => (await fetch(`${url}/api/v1/alerts`)).status === 401)
    const page = await open(world(), '/alerts')
    await page.getByLabel('API key').fill('cx_wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('This key is not valid').waitFor()
    await expectAccessible(page, 'sign in')
    await page.getByLabel('API key').fill(text)
    await page.keyboard.press('Enter')
    await page.getByText('kim, operator').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('API key').waitFor()
    await page.close()
    writeKeys(keysFile, [])
  })

  it('keeps from a viewer what a viewer may not do, says so, and asks again when the key is revoked', async () => {
    const { keysFile, url } = world()
    const statusFor = async (headers: Record<string, string>) => (await fetch(`${url}/api/v1/alerts`, { headers })).status
    const { key, text } = createKey({ name: 'vera', role: 'viewer', sources: [], expiresAt: null }, new Date())
    const { key: admin } = createKey({ name: 'ada', role: 'admin', sources: [], expiresAt: null }, new Date())
    writeKeys(keysFile, [key, admin])
    await eventually(async () => await statusFor({ authorization: `Bearer ${text}` }) === 200 && await statusFor({}) === 401)
    const page = await open(world(), `/alerts/${encodeURIComponent('other~LOW_SURVEY~1')}`)
    await page.getByLabel('API key').fill(text)
    await page.keyboard.press('Enter')
    await page.getByText('This takes the role operator; yours is viewer.').waitFor()
    expect(await page.getByRole('button', { name: 'Acknowledge', exact: true }).and(page.locator(':enabled')).count()).toBe(0)
    await page.getByText('Hidden from viewers').waitFor()
    await expectAccessible(page, 'a viewer')
    await page.getByRole('link', { name: 'other', exact: true }).click()
    await page.getByText('What customers wrote is hidden from viewers.').waitFor()
    writeKeys(keysFile, [admin])
    await page.getByLabel('API key').waitFor()
    await page.close()
    writeKeys(keysFile, [])
  })
}
