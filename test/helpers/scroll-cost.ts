import type { Page } from 'playwright-core'

export interface ScrollCost {
  /** Times that the browser worked out a layout. */
  readonly layouts: number
  /** The most elements that the table had. */
  readonly most: number
  /** Elements that were made. */
  readonly added: number
  /** Rows that stayed and were changed all the same. */
  readonly changed: number
  /** Whether a row stood in the middle of the table after the last frame. */
  readonly last: boolean
}

/** In the page: scrolls the table frame by frame and counts what that changes in it. */
const scroll = (frames: number, pixels: number) => `new Promise((resolve) => {
  const table = document.querySelector('.sheet')
  const cost = { most: 0, added: 0, changed: 0 }
  const observer = new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      for (const node of addedNodes) if (node instanceof Element) cost.added += 1 + node.querySelectorAll('*').length
      if (target.closest?.('.sheet-row') && type !== 'childList') cost.changed += 1
    }
  })
  observer.observe(table, { subtree: true, childList: true, attributes: true, characterData: true })
  let frame = 0
  const step = () => {
    cost.most = Math.max(cost.most, table.querySelectorAll('*').length)
    table.scrollTop += ${pixels}
    if (++frame < ${frames}) return requestAnimationFrame(step)
    setTimeout(() => {
      const { left, top, width, height } = table.getBoundingClientRect()
      resolve({ ...cost, last: document.elementFromPoint(left + width / 4, top + height / 2)?.closest('.sheet-body .sheet-row') !== null })
    })
  }
  requestAnimationFrame(step)
})`

/** What scrolling the table of accounts costs: counts, which are the same on every machine, not times. */
export async function scrollCost(page: Page, { frames, pixels }: { frames: number; pixels: number }): Promise<ScrollCost> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const layouts = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'LayoutCount')!.value
  const before = await layouts()
  const counted = await page.evaluate(scroll(frames, pixels)) as Omit<ScrollCost, 'layouts'>
  return { ...counted, layouts: await layouts() - before }
}
