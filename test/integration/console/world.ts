import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { survey } from '../../helpers/events.ts'
import type { openUpstream } from '../../helpers/inputs.ts'
import type { System } from '../../helpers/system.ts'

const axe = readFileSync(join(import.meta.dirname, '..', '..', '..', 'node_modules/axe-core/axe.min.js'), 'utf8')

/** A running system, and a browser that looks at its console. */
export interface World {
  readonly system: System
  readonly upstream: Awaited<ReturnType<typeof openUpstream>>
  readonly browser: Browser
  readonly url: string
  /** When the test began, epoch ms: events are told apart by how much later they are. */
  readonly now: number
  /** File of API keys, none in it at first. */
  readonly keysFile: string
}

export async function open({ browser, url }: World, path: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options })
  await page.goto(url + path)
  return page
}

/** Resolves when the page shows what it is about, and nothing of it is being loaded. */
export async function ready(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' })
  await page.locator('.spinner').first().waitFor({ state: 'detached' })
}

/** A very bad answer with a comment: it opens an alert of its account. */
export const complain = ({ upstream, now }: World, accountId: string, n: number) => upstream.send('surveys', 0, [survey({
  eventId: `s-${accountId}-${n}`, accountId, contactId: `c${n}`, occurredAt: now + n, metric: 'CSAT', score: 1, scaleMin: 1, scaleMax: 5, comment: 'Nobody called back. I am angry.', language: 'en',
})])

/** Nothing that axe finds fault with on what the page shows, in both themes. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await page.evaluate(axe)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const found = await page.evaluate('axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map((n) => n.target.join(" ")).join(", ")))')
    expect(found, `${what}, ${colorScheme}`).toEqual([])
  }
}

/** In the page: adds up what moves of itself from now on, as browsers judge pages by (cumulative layout shift). */
export const watchShifts = (page: Page) => page.evaluate('window.shifts = 0; new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.shifts += e.value }).observe({ type: "layout-shift" })')
export const shifts = (page: Page) => page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(window.shifts))))') as Promise<number>
