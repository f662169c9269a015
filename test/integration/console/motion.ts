import { expect, it } from 'vitest'
import { scrollCost } from '../../helpers/scroll-cost.ts'
import { complain, open, ready, shifts, watchShifts, type World } from './world.ts'

/** What moves on a page: what people point at and scroll, and nothing of itself. */
export function motionTests(world: () => World): void {
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
}
