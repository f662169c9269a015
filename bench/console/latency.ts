import type { Browser } from 'playwright-core'
import { api, complain, open, quantile, run } from './page.ts'

/** From before the request to ingest until a frame has the alert's row; the search leaves that one alone. */
export async function alertOnScreen(browser: Browser): Promise<void> {
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
export async function interactive(browser: Browser): Promise<void> {
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
