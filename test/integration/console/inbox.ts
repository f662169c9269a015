import { expect, it } from 'vitest'
import type { AlertEvent } from '../../../schemas/types.ts'
import { eventually } from '../../helpers/eventually.ts'
import { complain, expectAccessible, open, shifts, watchShifts, type World } from './world.ts'

/** What a person does with alerts. */
export function inboxTests(world: () => World): void {
  const steps = async (alertId: string) => (await world().system.values<AlertEvent>('alerts')).filter((each) => each.alertId === alertId)

  it('shows an alert without a reload; acknowledged by keyboard it is so in the log, and in a second browser', async () => {
    const [first, second] = await Promise.all([open(world(), '/alerts'), open(world(), '/alerts')])
    await Promise.all([first, second].map((page) => page.getByText('Live', { exact: true }).waitFor()))
    await first.getByText('No open alerts').waitFor()
    const sent = performance.now()
    await complain(world(), 'acme', 1)
    await first.getByText('Acme Foods').first().waitFor()
    console.log(`alert on screen ${Math.round(performance.now() - sent)} ms after its event was sent`)
    await first.getByText(/due in \d+ h/).first().waitFor()
    await first.keyboard.press('j')
    await first.getByRole('heading', { name: 'Acme Foods' }).waitFor()
    await first.getByText('Nobody called back').first().waitFor()
    const alertId = decodeURIComponent(new URL(first.url()).pathname.split('/').pop()!)
    await first.keyboard.press('a')
    await first.getByRole('button', { name: 'Acknowledged', exact: true }).waitFor()
    await eventually(async () => (await steps(alertId)).some(({ status, by }) => status === 'ACKNOWLEDGED' && by === 'ops'))
    await second.getByRole('button', { name: /Acknowledged/ }).first().waitFor()
    await Promise.all([first.close(), second.close()])
  })

  it('tells the truth where the log says no: of an alert that somebody else has closed meanwhile', async () => {
    const behind = await world().browser.newPage()
    // A stream that breaks off and does not come back for a while: this page does not hear of what happens.
    await behind.route('**/alerts/stream*', (route) => route.fulfill({ contentType: 'text/event-stream', body: 'retry: 600000\nid: 0.0\nevent: ready\ndata: {}\n\n' }))
    await behind.goto(`${world().url}/alerts`)
    await behind.getByRole('button', { name: /Acme Foods Bad survey/ }).click()
    await behind.getByRole('button', { name: 'Close', exact: true }).waitFor()
    const alertId = decodeURIComponent(new URL(behind.url()).pathname.split('/').pop()!)
    const page = await open(world(), new URL(behind.url()).pathname)
    await page.getByRole('button', { name: 'Close', exact: true }).click()
    await page.getByLabel('Note').fill('called')
    await page.getByRole('button', { name: 'Saved', exact: true }).click()
    await page.getByText('by ops.').first().waitFor()
    await eventually(async () => (await steps(alertId)).some(({ status, outcome, note }) => status === 'CLOSED' && outcome === 'SAVED' && note === 'called'))
    await behind.keyboard.press('s')
    await behind.getByRole('button', { name: '4 hours' }).click()
    await behind.getByText('Acme Foods: the log says no').waitFor()
    await behind.getByRole('button', { name: 'Snooze', exact: true }).waitFor()
    expect((await steps(alertId)).at(-1)!.status).toBe('CLOSED')
    await Promise.all([behind.close(), page.close()])
  })

  it('goes from alert to alert by keyboard, also past one that was closed, and acts on several at once', async () => {
    for (let i = 0; i < 12; i++) await complain(world(), `bulk-${String(i).padStart(2, '0')}`, 100 + i)
    const page = await open(world(), '/alerts?q=bulk&kind=LOW_SURVEY')
    const rows = page.locator('.row')
    await page.getByRole('region', { name: '12 open alerts' }).waitFor()
    const title = () => page.getByRole('heading', { level: 2 }).first().textContent()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await expect.poll(title).toBe('bulk-01')
    await page.keyboard.press('k')
    await expect.poll(title).toBe('bulk-00')
    await page.keyboard.press('c')
    await page.getByRole('button', { name: 'False alarm' }).click()
    await page.getByRole('region', { name: '11 open alerts' }).waitFor()
    await page.keyboard.press('j')
    await expect.poll(title, { message: 'the next one stands where the closed one was' }).toBe('bulk-01')
    for (const key of ['x', 'j', 'x']) await page.keyboard.press(key)
    await page.getByText('2 selected').waitFor()
    await page.getByRole('checkbox', { name: 'Select all 11' }).check()
    await page.keyboard.press('a')
    await expect.poll(() => rows.filter({ hasText: 'Acknowledged' }).count(), { timeout: 20_000 }).toBeGreaterThanOrEqual(7)
    await eventually(async () => (await world().system.values<AlertEvent>('alerts')).filter(({ alertId, status }) => /^bulk-.*LOW_SURVEY/.test(alertId) && status === 'ACKNOWLEDGED').length === 11)
    await page.keyboard.press('/')
    await page.keyboard.type('-07')
    await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('bulk-07')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await expectAccessible(page, 'help')
    await page.keyboard.press('Escape')
    for (const key of ['s', 'c']) {
      await page.keyboard.press(key)
      await page.getByRole('dialog').waitFor()
      await expectAccessible(page, key === 's' ? 'snooze' : 'close')
      await page.keyboard.press('Escape')
    }
    await page.close()
  })

  it('does not move what is being read when alerts come in above it', async () => {
    const page = await open(world(), '/alerts?kind=LOW_SURVEY')
    await page.locator('.row').first().waitFor()
    const list = page.locator('.rows')
    await list.evaluate((element: { scrollTop: number }) => { element.scrollTop = 430 })
    const topmost = () => page.evaluate('document.elementFromPoint(200, document.querySelector(".rows").getBoundingClientRect().top + 20).closest(".row").textContent.slice(0, 12)')
    const at = () => page.evaluate('(() => { const list = document.querySelector(".rows"), row = document.elementFromPoint(200, list.getBoundingClientRect().top + 20).closest(".row"); return row.getBoundingClientRect().top })()')
    await expect.poll(() => page.locator('.rows').evaluate((element: { scrollTop: number }) => element.scrollTop)).toBe(430)
    const [read, place] = [await topmost(), await at()]
    await watchShifts(page)
    // Not acknowledged, so more urgent than those that are.
    await complain(world(), 'above', 200)
    await page.getByRole('region', { name: '12 open alerts' }).waitFor()
    expect(await topmost()).toBe(read)
    expect(await at()).toBe(place)
    expect(await shifts(page)).toBe(0)
    await page.close()
  })
}
