/**
 * Measures the console in a real browser against a system that runs (`npm start`):
 *   npm run bench:console -- [seconds of live updates]
 * API_PORT and INGEST_PORT say where it listens, CHROME which browser is used. Prints one line a figure.
 */
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core'

const api = `http://127.0.0.1:${process.env.API_PORT ?? '8080'}`
const ingest = `http://127.0.0.1:${process.env.INGEST_PORT ?? '8082'}`
const seconds = Number(process.argv[2] ?? 60)
const run = Date.now().toString(36)

/** One very bad answer of an account that nobody knows yet: it opens a LOW_SURVEY alert. Resolves when ingest has it in the log. */
async function complain(accountId: string): Promise<void> {
  const answered = await fetch(`${ingest}/v1/surveys`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ eventId: accountId, occurredAt: Date.now(), source: 'measure', accountId, contactId: accountId, surveyId: accountId, status: 'ANSWERED', metric: 'CSAT', score: 1, scaleMin: 1, scaleMax: 5 }),
  })
  if (answered.status !== 202) throw new Error(`ingest answered ${answered.status}: ${await answered.text()}`)
}

async function open(browser: Browser, path: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(api + path)
  return page
}

const quantile = (values: readonly number[], q: number): number => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))]!
const heapMiB = async (session: CDPSession): Promise<number> => {
  await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize / 2 ** 20
}

/** From before the request to ingest until a frame has the alert's row; the search leaves that one alone. */
async function alertOnScreen(browser: Browser): Promise<void> {
  const page = await open(browser, '/alerts')
  await page.getByText('Live', { exact: true }).waitFor()
  const took: number[] = []
  for (let i = 0; i < 100; i++) {
    const accountId = `lat-${run}-${String(i).padStart(3, '0')}`
    await page.getByLabel('Search alerts').fill(accountId)
    await page.getByText('No alert matches').waitFor()
    const painted = page.evaluate('new Promise((resolve) => { const look = () => (document.querySelector(".row") ? requestAnimationFrame(resolve) : requestAnimationFrame(look)); look() }).then(() => null)')
    const from = performance.now()
    await complain(accountId)
    await painted
    took.push(performance.now() - from)
  }
  console.log(`alert on screen after its event was sent to ingest: p50 ${Math.round(quantile(took, 0.5))} ms, p95 ${Math.round(quantile(took, 0.95))} ms, worst ${Math.round(Math.max(...took))} ms (${took.length} alerts)`)
  await page.close()
}

/** From navigation until the list of alerts is there and takes a key. */
async function interactive(browser: Browser): Promise<void> {
  const took: number[] = []
  for (let i = 0; i < 10; i++) {
    const context = await browser.newContext()
    const page = await context.newPage()
    const from = performance.now()
    await page.goto(`${api}/alerts`)
    await page.locator('.row').first().waitFor()
    await page.keyboard.press('j')
    await page.locator('.row.current').waitFor()
    took.push(performance.now() - from)
    await context.close()
  }
  console.log(`interactive, nothing cached, until a key has moved to the first alert: p50 ${Math.round(quantile(took, 0.5))} ms, worst ${Math.round(Math.max(...took))} ms (${took.length} loads)`)
}

/** In the page: 300 frames, the gaps between them in ms. */
const scrollThrough = `new Promise((resolve) => {
  const table = document.querySelector('.table-scroll')
  const gaps = []
  let before = performance.now()
  const step = (now) => {
    gaps.push(now - before)
    before = now
    table.scrollTop += 120
    if (gaps.length < 300) requestAnimationFrame(step)
    else resolve(gaps.slice(1))
  }
  requestAnimationFrame(step)
})`

/** Scrolls the table of accounts with 10,000 of them, made up from those that there are. */
async function scrolling(browser: Browser): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.route('**/api/v1/portfolio', async (route) => {
    const { accounts } = await (await route.fetch()).json() as { accounts: { accountId: string }[] }
    await route.fulfill({ json: { accounts: Array.from({ length: 10_000 }, (_, i) => ({ ...accounts[i % accounts.length]!, accountId: `account-${i}` })) } })
  })
  await page.goto(`${api}/accounts`)
  await page.getByText('10,000 of 10,000').waitFor()
  const frames = await page.evaluate(scrollThrough) as number[]
  const total = frames.reduce((sum, each) => sum + each, 0)
  console.log(`scrolling 10,000 accounts, 120 px a frame: ${(frames.length / total * 1000).toFixed(1)} frames/s, p95 ${quantile(frames, 0.95).toFixed(1)} ms a frame, worst ${Math.max(...frames).toFixed(1)} ms`)
  await page.close()
}

/** The page's heap, collected, before and after live updates of two alerts a second. */
async function memory(browser: Browser): Promise<void> {
  const page = await open(browser, '/alerts')
  await page.locator('.row').first().waitFor()
  const session = await page.context().newCDPSession(page)
  const before = await heapMiB(session)
  const ends = Date.now() + seconds * 1000
  let sent = 0
  while (Date.now() < ends) {
    await complain(`mem-${run}-${sent++}`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  console.log(`heap of the page, collected: ${before.toFixed(1)} MiB, after ${seconds} s with ${sent} new alerts ${(await heapMiB(session)).toFixed(1)} MiB`)
  await page.close()
}

const browser = await chromium.launch({ executablePath: process.env.CHROME ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] })
try {
  await interactive(browser)
  await alertOnScreen(browser)
  await scrolling(browser)
  await memory(browser)
} finally {
  await browser.close()
}
