import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { complain, open, run, settle } from './page.ts'

/** A new account with two alerts so often; they are closed when so many came after it, so that the list stays as long as it is and what grows is a leak. */
const everyMs = 2000
const standing = 30

interface Held {
  readonly heapMiB: number
  readonly nodes: number
  readonly listeners: number
}

async function held(session: CDPSession): Promise<Held> {
  // Twice: what the first round finalises, the second one frees.
  for (let i = 0; i < 2; i++) await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters')
  return { heapMiB: usedSize / 2 ** 20, nodes, listeners: jsEventListeners }
}

const inWords = ({ heapMiB, nodes, listeners }: Held) => `${heapMiB.toFixed(1)} MiB, ${nodes} nodes, ${listeners} listeners`

/** Goes through all screens again and again, as people do, until told to stop. */
async function wander(page: Page, signal: AbortSignal): Promise<void> {
  const screens = ['Accounts', 'Portfolio', 'Data', 'Inbox']
  for (let i = 0; !signal.aborted; i++) {
    await page.getByRole('navigation').getByRole('link', { name: screens[i % 4]! }).click()
    await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
    if (i % 4 === 0) {
      await page.getByRole('region', { name: 'Accounts' }).getByRole('link').first().click()
      await page.getByText('Touch points by stage').waitFor({ timeout: 120_000 })
    }
    if (i % 4 === 3) for (const key of 'jjkxx') await page.keyboard.press(key)
    await wait(8000, undefined, { signal }).catch(() => undefined)
  }
}

/** What two pages hold, collected, while alerts come and go for `seconds`: one stays on the inbox, one goes through the screens. */
export async function memory(browser: Browser, seconds: number): Promise<void> {
  const pages = await Promise.all([open(browser, '/alerts'), open(browser, '/alerts')])
  const [stays, wanders] = await Promise.all(pages.map((page) => page.context().newCDPSession(page))) as [CDPSession, CDPSession]
  await Promise.all(pages.map((page) => page.locator('.row').first().waitFor()))
  const end = new AbortController()
  const wandering = wander(pages[1]!, end.signal)
  const from = Date.now()
  let [sent, closed, told] = [0, 0, 0]
  const tell = async () => console.log(`${Math.round((Date.now() - from) / 1000)} s, ${2 * sent} alerts opened, ${2 * closed} closed: on the inbox ${inWords(await held(stays))}; through the screens ${inWords(await held(wanders))}`)
  for (; Date.now() < from + seconds * 1000; sent++) {
    if (Date.now() - from >= told * seconds * 1000 / 12) { await tell(); told++ }
    await complain(`mem-${run}-${sent}`)
    if (sent >= standing) await settle(`mem-${run}-${closed++}`)
    await wait(everyMs)
  }
  await tell()
  end.abort()
  await wandering
  await Promise.all(pages.map((page) => page.close()))
}
