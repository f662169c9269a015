import type { Browser, CDPSession } from 'playwright-core'
import { api, quantile } from './page.ts'

const frames = 300

/** In the page: so many frames of 120 px each. How far apart they began, and for each how long the page's own thread took from its begin until style, layout and paint were done, in ms. */
const scrollThrough = `new Promise((resolve) => {
  const table = document.querySelector('.table-scroll')
  const channel = new MessageChannel()
  const [gaps, work] = [[], []]
  let [before, began] = [performance.now(), 0]
  // A message that is posted from a frame's callback is read after the frame was rendered.
  channel.port1.onmessage = () => work.push(performance.now() - began)
  const step = (now) => {
    began = performance.now()
    gaps.push(now - before)
    before = now
    table.scrollTop += 120
    channel.port2.postMessage(null)
    if (gaps.length < ${frames}) requestAnimationFrame(step)
    else setTimeout(() => resolve({ gaps: gaps.slice(1), work }), 100)
  }
  requestAnimationFrame(step)
})`

type Metrics = Readonly<Record<string, number>>
const metricsOf = async (session: CDPSession): Promise<Metrics> => Object.fromEntries((await session.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]))

/** Scrolls the table of accounts with 10,000 of them, made up from those that there are. Without a graphics card pixels are painted by the processor, on other threads: told apart from the page's own work. */
export async function scrolling(browser: Browser): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.route('**/api/v1/portfolio', async (route) => {
    const { accounts } = await (await route.fetch()).json() as { accounts: { accountId: string }[] }
    await route.fulfill({ json: { accounts: Array.from({ length: 10_000 }, (_, i) => ({ ...accounts[i % accounts.length]!, accountId: `account-${i}` })) } })
  })
  await page.goto(`${api}/accounts`)
  await page.getByText('10,000 of 10,000').waitFor()
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const before = await metricsOf(session)
  const { gaps, work } = await page.evaluate(scrollThrough) as { gaps: number[]; work: number[] }
  const after = await metricsOf(session)
  const total = gaps.reduce((sum, each) => sum + each, 0)
  const each = (name: string) => ((after[name]! - before[name]!) * 1000 / frames).toFixed(2)
  console.log(`scrolling 10,000 accounts, 120 px a frame: ${(gaps.length / total * 1000).toFixed(1)} frames/s, p50 ${quantile(gaps, 0.5).toFixed(1)} ms, p95 ${quantile(gaps, 0.95).toFixed(1)} ms a frame, worst ${Math.max(...gaps).toFixed(1)} ms`)
  console.log(`of a frame the page's own thread takes: ${each('TaskDuration')} ms (script ${each('ScriptDuration')}, style ${each('RecalcStyleDuration')}, layout ${each('LayoutDuration')}); from its begin to its paint p50 ${quantile(work, 0.5).toFixed(1)} ms, p95 ${quantile(work, 0.95).toFixed(1)} ms; ${await page.locator('.table-scroll *').count()} elements`)
  await page.close()
}
