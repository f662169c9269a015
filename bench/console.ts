/**
 * Measures the console in a real browser against a system that runs (`npm start`):
 *   npm run bench:console -- [seconds of live updates] [interactive | latency | scrolling | memory]
 * API_PORT and INGEST_PORT say where it listens, CHROME which browser is used. Prints one line a figure; memory twelve times in its time.
 */
import { chromium } from 'playwright-core'
import { alertOnScreen, interactive } from './console/latency.ts'
import { memory } from './console/memory.ts'
import { scrolling } from './console/scrolling.ts'

const [seconds = '60', only] = process.argv.slice(2)
const measures = { interactive, latency: alertOnScreen, scrolling, memory: (browser: Parameters<typeof memory>[0]) => memory(browser, Number(seconds)) }

const browser = await chromium.launch({ executablePath: process.env.CHROME ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] })
try {
  for (const [name, measure] of Object.entries(measures)) if (only === undefined || only === name) await measure(browser)
} finally {
  await browser.close()
}
