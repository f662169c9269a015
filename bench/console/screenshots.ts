/**
 * Pictures of every screen and state of the console, in both themes and widths, of a system that runs (`npm start`):
 *   node bench/console/screenshots.ts FOLDER [only names that contain this]
 * API_PORT says where it listens, CHROME which browser is used. `--readme` instead of a folder makes the README's four anew.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'

const api = `http://127.0.0.1:${process.env.API_PORT ?? '8080'}`
const [folder = '', only = ''] = process.argv.slice(2)
const readme = ['alert-wide-light', 'account-wide-dark', 'portfolio-wide-light', 'alert-phone-dark']

interface Shot {
  readonly name: string
  readonly path: string
  /** Answers instead of the api's, before the page is opened. */
  readonly before?: (page: Page) => Promise<void>
  readonly then?: (page: Page) => Promise<unknown>
  /** Shows all of a screen that scrolls. */
  readonly tall?: true
}

const list = async <T>(path: string): Promise<T[]> => ((await (await fetch(`${api}/api/v1/${path}`)).json()) as { items: T[] }).items

/** An alert with much to see, and the account that it is about. */
async function example(): Promise<{ alertId: string; accountId: string }> {
  const alerts = await list<{ alertId: string; accountId: string | null; kind: string; verbatims: string[]; drivers: object[] }>('alerts?status=open&limit=200')
  const rich = alerts.filter(({ kind, accountId }) => kind === 'SCORE_BELOW' && accountId !== null).sort((a, b) => b.verbatims.length + b.drivers.length - a.verbatims.length - a.drivers.length)[0]
  if (!rich) throw new Error('There is no open alert of a low score yet: wait for the demo, then try again.')
  return rich as { alertId: string; accountId: string }
}

const fulfil = (pattern: string, answer: { status?: number; json?: object }) => async (page: Page) => { await page.route(pattern, (route) => route.fulfill({ contentType: 'application/json', ...answer })) }
const unwell = { status: 503, json: { type: 'about:blank', title: 'ClickHouse does not answer', status: 503 } }

async function shots(): Promise<Shot[]> {
  const { alertId, accountId } = await example()
  const [alert, account] = [`/alerts/${encodeURIComponent(alertId)}`, `/accounts/${encodeURIComponent(accountId)}`]
  const failed = (await list<{ failureId: string }>('failed-events?limit=1'))[0]
  return [
    { name: 'inbox', path: '/alerts' },
    { name: 'alert', path: alert },
    { name: 'bulk', path: '/alerts', then: async (page) => { for (const i of [0, 1, 2]) await page.locator('.row').nth(i).getByRole('checkbox').check() } },
    { name: 'help', path: alert, then: (page) => page.keyboard.press('?') },
    { name: 'snooze', path: alert, then: (page) => page.keyboard.press('s') },
    { name: 'close', path: alert, then: (page) => page.keyboard.press('c') },
    { name: 'inbox-none', path: '/alerts?q=nobody-has-this-name' },
    { name: 'accounts', path: '/accounts' },
    { name: 'account', path: account },
    { name: 'account-all', path: account, tall: true },
    { name: 'portfolio', path: '/portfolio' },
    { name: 'portfolio-all', path: '/portfolio', tall: true },
    { name: 'data', path: '/data' },
    { name: 'data-all', path: `/data${failed ? `?id=${encodeURIComponent(failed.failureId)}` : ''}`, tall: true },
    { name: 'accounts-error', path: '/accounts', before: fulfil('**/api/v1/portfolio', unwell), then: (page) => page.getByRole('alert').waitFor() },
    { name: 'accounts-empty', path: '/accounts', before: fulfil('**/api/v1/portfolio', { json: { accounts: [] } }) },
  ]
}

const widths = { wide: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const

async function take(browser: Browser, shot: Shot, width: keyof typeof widths, theme: 'light' | 'dark', path: string): Promise<void> {
  const page = await browser.newPage({ viewport: widths[width], colorScheme: theme, deviceScaleFactor: width === 'phone' ? 2 : 1, hasTouch: width === 'phone', locale: 'en-GB' })
  try {
    await shot.before?.(page)
    await page.goto(api + shot.path)
    await page.getByRole('heading', { level: 1 }).or(page.getByRole('alert')).first().waitFor({ state: 'attached' })
    await page.locator('.spinner').first().waitFor({ state: 'detached', timeout: 30_000 }).catch(() => undefined)
    await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => undefined)
    await shot.then?.(page)
    // The screens scroll inside of the window: it is made as high as what it shows.
    if (shot.tall) await page.setViewportSize({ width: widths[width].width, height: await page.evaluate('document.querySelector("main").scrollHeight + document.querySelector(".bar").offsetHeight') as number })
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
    await page.screenshot({ path })
  } finally {
    await page.close()
  }
}

const target = folder === '--readme' ? join(import.meta.dirname, '..', '..', 'services', 'console', 'screenshots') : folder
if (!target) throw new Error('Say where the pictures go: node bench/console/screenshots.ts FOLDER')
mkdirSync(target, { recursive: true })
const browser = await chromium.launch({ executablePath: process.env.CHROME ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] })
try {
  for (const shot of await shots()) for (const width of ['wide', 'phone'] as const) for (const theme of ['light', 'dark'] as const) {
    const name = `${shot.name}-${width}-${theme}`
    if (folder === '--readme' ? readme.includes(name) : name.includes(only)) await take(browser, shot, width, theme, join(target, `${name}.png`))
  }
} finally {
  await browser.close()
}
