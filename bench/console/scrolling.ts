import type { Browser } from 'playwright-core'
import { api, quantile } from './page.ts'

const frames = 300

/** In the page: so many frames of 120 px each; how far apart they began, ms. */
const scrollThrough = `new Promise((resolve) => {
  const table = document.querySelector('.table-scroll')
  const gaps = []
  let before = performance.now()
  const step = (now) => {
    gaps.push(now - before)
    before = now
    table.scrollTop += 120
    if (gaps.length <= ${frames}) requestAnimationFrame(step)
    else resolve(gaps.slice(1))
  }
  requestAnimationFrame(step)
})`

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Time of the processor that the thread took, µs: waiting for others is not in it. */
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

/** What the browser's threads took a frame, ms of the processor. Without a graphics card the last three do in software what a card would. */
function costs(trace: Buffer): string {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] }
  const threads = new Map(traceEvents.filter(({ name }) => name === 'thread_name').map(({ pid, tid, args }) => [`${pid}:${tid}`, args.name]))
  const of = (thread: string, ...names: string[]) => (traceEvents
    .filter((e) => e.ph === 'X' && names.includes(e.name) && threads.get(`${e.pid}:${e.tid}`) === thread)
    .reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1000 / frames).toFixed(1)
  const main = 'CrRendererMain'
  return `page's own thread ${of(main, 'RunTask')} (script ${of(main, 'FunctionCall')}, style ${of(main, 'UpdateLayoutTree')}, layout ${of(main, 'Layout')}, paint ${of(main, 'PrePaint', 'Paint', 'Layerize')}), `
    + `compositor ${of('Compositor', 'RunTask')}, raster ${of('ThreadPoolForegroundWorker', 'RasterTask')}, display ${of('VizCompositorThread', 'RunTask')}`
}

/** Scrolls the table of accounts with 10,000 of them, made up from those that there are. */
export async function scrolling(browser: Browser): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.route('**/api/v1/portfolio', async (route) => {
    const { accounts } = await (await route.fetch()).json() as { accounts: { accountId: string }[] }
    await route.fulfill({ json: { accounts: Array.from({ length: 10_000 }, (_, i) => ({ ...accounts[i % accounts.length]!, accountId: `account-${i}` })) } })
  })
  await page.goto(`${api}/accounts`)
  await page.getByText('10,000 of 10,000').waitFor()
  const gaps = await page.evaluate(scrollThrough) as number[]
  const total = gaps.reduce((sum, each) => sum + each, 0)
  console.log(`scrolling 10,000 accounts, 120 px a frame: ${(gaps.length / total * 1000).toFixed(1)} frames/s, p50 ${quantile(gaps, 0.5).toFixed(1)} ms, p95 ${quantile(gaps, 0.95).toFixed(1)} ms a frame, worst ${Math.max(...gaps).toFixed(1)} ms; ${await page.locator('.table-scroll *').count()} elements`)
  await page.locator('.table-scroll').evaluate((table: { scrollTop: number }) => { table.scrollTop = 0 })
  await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel'] })
  await page.evaluate(scrollThrough)
  console.log(`processor time of a frame, ms: ${costs(await browser.stopTracing())}`)
  await page.close()
}
