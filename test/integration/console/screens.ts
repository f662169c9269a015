import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { eventually } from '../../helpers/eventually.ts'
import { touchPoint } from '../../helpers/events.ts'
import { scrollCost } from '../../helpers/scroll-cost.ts'
import { complain, expectAccessible, open, shifts, watchShifts, type World } from './world.ts'

const ready = async (page: Page) => {
  await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' })
  await page.waitForFunction('document.querySelector(".spinner") === null')
}

/** What each screen shows of a company with little in it. */
export function screenTests(world: () => World): void {
  it('keeps filters over a reload, and shows accounts, portfolio and failed events', async () => {
    const { upstream, system, now, url } = world()
    await complain(world(), 'other', 2)
    await upstream.send('touchpoints', 0, Array.from({ length: 4 }, (_, i) => touchPoint({ eventId: `t${i}`, accountId: 'acme', occurredAt: now + 10 + i, outcome: 'FAILED' })))
    await upstream.sendBytes('touchpoints', 0, [Buffer.from('{"no": "avro"}')])
    const page = await open(world(), '/alerts')
    await page.getByLabel('Search alerts').fill('other')
    await page.reload()
    expect(await page.getByLabel('Search alerts').inputValue()).toBe('other')
    await page.getByRole('button', { name: /other/ }).first().waitFor()
    expect(await page.locator('.row').getByText('Acme Foods').count()).toBe(0)
    await page.goto(`${url}/accounts?sort=name&q=ACME`)
    await page.getByText(/^1 of /).waitFor()
    await page.getByRole('link', { name: 'Acme Foods' }).click()
    await page.getByRole('img', { name: /contacts over .* 1 snarls/ }).waitFor()
    await page.getByRole('img', { name: /Contributions of \d drivers/ }).waitFor()
    await page.getByText('Not yet').first().waitFor()
    await page.goto(`${url}/portfolio?by=owner&metric=CSAT`)
    await page.getByText('By owner').waitFor()
    await page.getByRole('region', { name: 'CSAT by segment' }).getByRole('row', { name: /smb/ }).waitFor()
    await page.getByRole('heading', { name: 'Root causes of score drops' }).waitFor()
    await page.getByRole('slider', { name: 'Revenue at risk in EUR' }).waitFor()
    await page.goto(`${url}/data?code=avro.undecodable`)
    await page.getByRole('button', { name: 'avro.undecodable', pressed: true }).waitFor()
    await page.getByRole('row').getByRole('button', { name: 'avro.undecodable' }).click()
    await page.getByText('{"no": "avro"}').last().waitFor()
    await page.getByRole('button', { name: 'Publish again' }).click()
    await page.getByText('It was published again').waitFor()
    const replayed = await eventually(async () => (await system.records('touchpoints')).find(({ headers }) => headers['cx-replay-of'] !== undefined))
    expect(replayed.value!.toString()).toBe('{"no": "avro"}')
    await page.getByRole('region', { name: 'Pipeline' }).getByText('Scorer').waitFor()
    await page.getByRole('img', { name: /helpdesk: usually most on/ }).waitFor()
    await expectAccessible(page, 'a failed event')
    await page.close()
  })

  it('says why at any point of a score\'s way, by the arrow keys as by the pointer, and nothing else moves', async () => {
    const page = await open(world(), '/accounts/acme', { locale: 'de-DE' })
    await ready(page)
    await page.getByText('an alert opens below 53,0').waitFor()
    const slider = page.getByRole('slider', { name: 'Score over time' })
    const why = page.locator('.why p')
    const now = await why.textContent()
    await slider.focus()
    await watchShifts(page)
    const [steps] = [await slider.getAttribute('aria-valuemax')]
    await page.keyboard.press('Home')
    await expect.poll(() => slider.getAttribute('aria-valuenow')).toBe('0')
    await expect.poll(() => why.textContent()).not.toBe(now)
    // A German reader's comma.
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^\d+,\d, /)
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => slider.getAttribute('aria-valuenow')).toBe('1')
    await page.keyboard.press('End')
    await expect.poll(() => slider.getAttribute('aria-valuenow')).toBe(steps)
    const { x, y, width, height } = (await slider.boundingBox())!
    for (const share of [0.2, 0.5, 0.9]) await page.mouse.move(x + width * share, y + height / 2)
    expect(await shifts(page)).toBe(0)
    await page.close()
  })

  it('moves nothing when live data come in, on any screen', async () => {
    const pages = await Promise.all(['/alerts', '/accounts', '/accounts/acme', '/portfolio', '/data'].map((path) => open(world(), path)))
    for (const page of pages) {
      await ready(page)
      await page.waitForLoadState('networkidle')
      await watchShifts(page)
    }
    const counts = await Promise.all(pages.map((page) => page.locator('.count').textContent()))
    await complain(world(), 'live', 300)
    await complain(world(), 'acme', 301)
    for (const [i, page] of pages.entries()) {
      await expect.poll(() => page.locator('.count').textContent()).not.toBe(counts[i])
      expect(await shifts(page), page.url()).toBeLessThan(0.01)
      await page.close()
    }
  })

  it('saves every table as a file', async () => {
    for (const [path, least] of [['/alerts', 2], ['/alerts/acme~SCORE_BELOW~1', 2], ['/accounts', 1], ['/accounts/acme', 3], ['/portfolio', 7], ['/data?id=', 3]] as const) {
      const page = await open(world(), path)
      await ready(page)
      await page.waitForLoadState('networkidle')
      for (const table of await page.locator('table:not(.bars), .sheet').all()) expect(await table.locator('xpath=ancestor-or-self::*[self::section or contains(@class, "page")][1]').getByRole('button', { name: 'CSV' }).count(), `${path}: a table without a file`).toBeGreaterThan(0)
      const buttons = await page.getByRole('button', { name: 'CSV' }).all()
      expect(buttons.length, path).toBeGreaterThanOrEqual(least)
      for (const button of buttons) {
        const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
        expect(download.suggestedFilename()).toMatch(/^[\w~-]+\.csv$/)
        expect(readFileSync(await download.path(), 'utf8').split('\r\n')[0], download.suggestedFilename()).toMatch(/^\w+(,\w+)+$/)
      }
      await page.close()
    }
  })

  it('scrolls ten thousand accounts at a cost a frame that does not grow with them', async () => {
    const page = await world().browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.route('**/api/v1/portfolio', async (route) => {
      const { accounts: [one] } = await (await route.fetch()).json() as { accounts: object[] }
      await route.fulfill({ json: { accounts: Array.from({ length: 10_000 }, (_, i) => ({ ...one, accountId: `account-${String(i).padStart(5, '0')}`, accountName: null, score: i / 100 })) } })
    })
    await page.goto(`${world().url}/accounts`)
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

  it('has nothing that axe finds fault with, and nothing wider than a phone', async () => {
    for (const path of ['/alerts', `/alerts/${encodeURIComponent('other~LOW_SURVEY~1')}`, '/accounts', '/accounts/acme', '/portfolio', '/data']) {
      const page = await open(world(), path)
      await ready(page)
      await expectAccessible(page, path)
      await page.setViewportSize({ width: 390, height: 844 })
      await expect.poll(() => page.evaluate('Math.max(document.documentElement.scrollWidth, document.querySelector("main").scrollWidth)'), { message: `${path}: width on a phone` }).toBe(390)
      await page.close()
    }
  })

  it('says what is away and tries again, and turns nothing for those who want no motion', async () => {
    const page = await world().browser.newPage({ reducedMotion: 'reduce' })
    let answer: (() => void) | undefined
    const held = new Promise<void>((resolve) => { answer = resolve })
    let away = true
    await page.route('**/api/v1/portfolio', async (route) => {
      await held
      if (away) await route.fulfill({ status: 503, contentType: 'application/problem+json', json: { type: 'about:blank', title: 'ClickHouse does not answer', status: 503 } })
      else await route.continue()
    })
    await page.goto(`${world().url}/accounts`)
    expect(await page.locator('.spinner').waitFor().then(() => page.evaluate('getComputedStyle(document.querySelector(".spinner")).animationName'))).toBe('none')
    answer!()
    await page.getByText('ClickHouse does not answer').waitFor()
    away = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: 'Acme Foods' }).waitFor()
    await page.close()
  })

  it('leaves the other screens standing when one breaks', async () => {
    const page = await world().browser.newPage()
    await page.route('**/api/v1/portfolio', (route) => route.fulfill({ json: { accounts: null } }))
    await page.goto(`${world().url}/portfolio`)
    await page.getByText('This screen cannot be shown').waitFor()
    await page.getByRole('link', { name: 'Inbox' }).click()
    await page.locator('.row').first().waitFor()
    await page.close()
  })
}
