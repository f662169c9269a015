import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { eventually } from '../../helpers/eventually.ts'
import { touchPoint } from '../../helpers/events.ts'
import { complain, expectAccessible, open, ready, type World } from './world.ts'

/** What each screen shows of a company with little in it. */
export function screenTests(world: () => World): void {
  it('keeps filters over a reload, and shows accounts, portfolio and failed events', async () => {
    const { upstream, system, now, url } = world()
    await complain(world(), 'other', 2)
    await upstream.send('touchpoints', 0, Array.from({ length: 4 }, (_, i) => touchPoint({ eventId: `t${i}`, accountId: 'acme', occurredAt: now + 10 + i, outcome: 'FAILED' })))
    await upstream.sendBytes('touchpoints', 0, [Buffer.from('{"no": "avro"}')])
    const page = await open(world(), '/alerts')
    await page.getByLabel('Search alerts').fill('other')
    await page.reload()
    expect(await page.getByLabel('Search alerts').inputValue()).toBe('other')
    await page.getByRole('button', { name: /other/ }).first().waitFor()
    expect(await page.locator('.row').getByText('Acme Foods').count()).toBe(0)
    await page.goto(`${url}/accounts?sort=name&q=ACME`)
    await page.getByText(/^1 of /).waitFor()
    await page.getByRole('link', { name: 'Acme Foods' }).click()
    await page.getByRole('img', { name: /contacts over .* 1 snarls/ }).waitFor()
    await page.getByRole('img', { name: /Contributions of \d drivers/ }).waitFor()
    await page.getByText('Not yet').first().waitFor()
    await page.goto(`${url}/accounts?q=WATERS`)
    await page.getByRole('link', { name: 'Calm Waters' }).click()
    await page.getByRole('heading', { level: 1, name: 'Calm Waters' }).waitFor()
    await page.goto(`${url}/portfolio?by=owner&metric=CSAT`)
    await page.getByText('By owner').waitFor()
    await page.getByRole('region', { name: 'CSAT by segment' }).getByRole('row', { name: /smb/ }).waitFor()
    await page.getByRole('heading', { name: 'Root causes of score drops' }).waitFor()
    await page.getByRole('slider', { name: 'Revenue at risk in EUR' }).waitFor()
    await page.goto(`${url}/portfolio?by=segment`)
    await page.getByRole('region', { name: 'Accounts by segment' }).getByRole('link', { name: 'smb' }).click()
    await page.getByText(/^[1-9]\d* of /).waitFor()
    expect(await page.getByRole('combobox', { name: 'Segment' }).inputValue()).toBe('smb')
    await page.goto(`${url}/data?code=avro.undecodable`)
    await page.getByRole('button', { name: 'avro.undecodable', pressed: true }).waitFor()
    await page.getByRole('row').getByRole('button', { name: 'avro.undecodable' }).click()
    await page.getByText('{"no": "avro"}').last().waitFor()
    await page.getByRole('button', { name: 'Publish again' }).click()
    await page.getByText('It was published again').waitFor()
    const replayed = await eventually(async () => (await system.records('touchpoints')).find(({ headers }) => headers['cx-replay-of'] !== undefined))
    expect(replayed.value!.toString()).toBe('{"no": "avro"}')
    await page.getByRole('region', { name: 'Pipeline' }).getByText('Scorer').waitFor()
    await page.getByText(/^\d+ source partitions/).click()
    await page.getByRole('region', { name: 'Source partitions' }).getByRole('row', { name: /^touchpoints 0 0 (now|.* ago)$/ }).waitFor()
    await page.getByRole('img', { name: /helpdesk: usually most on/ }).waitFor()
    await expectAccessible(page, 'a failed event')
    await page.close()
  })

  it('sends what the first screen needs compressed', async () => {
    const page = await fetch(`${world().url}/alerts`)
    const [, script] = /src="(\/assets\/index-[^"]+\.js)"/.exec(await page.text()) ?? []
    for (const encoding of ['gzip', 'br']) {
      const { status, headers } = await fetch(world().url + script, { headers: { 'accept-encoding': encoding } })
      expect([status, headers.get('content-encoding'), headers.get('cache-control')]).toEqual([200, encoding, 'public, max-age=31536000, immutable'])
      expect(Number(headers.get('content-length'))).toBeGreaterThan(0)
      expect(Number(headers.get('content-length'))).toBeLessThanOrEqual(300_000)
    }
  })

  it('saves every table as a file', async () => {
    for (const [path, least] of [['/alerts', 2], ['/alerts/acme~SCORE_BELOW~1', 2], ['/accounts', 1], ['/accounts/acme', 3], ['/portfolio', 7], ['/data?id=', 3]] as const) {
      const page = await open(world(), path)
      await ready(page)
      await page.waitForLoadState('networkidle')
      for (const table of await page.locator('table:not(.bars), .sheet').all()) expect(await table.locator('xpath=ancestor-or-self::*[self::section or contains(@class, "page")][1]').getByRole('button', { name: 'CSV' }).count(), `${path}: a table without a file`).toBeGreaterThan(0)
      const buttons = await page.getByRole('button', { name: 'CSV' }).all()
      expect(buttons.length, path).toBeGreaterThanOrEqual(least)
      for (const button of buttons) {
        const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
        expect(download.suggestedFilename()).toMatch(/^[\w~-]+\.csv$/)
        expect(readFileSync(await download.path(), 'utf8').split('\r\n')[0], download.suggestedFilename()).toMatch(/^\ufeff\w+(,\w+)+$/)
      }
      await page.close()
    }
  })

  it('has nothing that axe finds fault with, nothing wider than a phone, and nothing that its own policy refuses', async () => {
    const refused: string[] = []
    for (const path of ['/alerts', `/alerts/${encodeURIComponent('other~LOW_SURVEY~1')}`, '/accounts', '/accounts/acme', '/portfolio', '/data']) {
      const page = await world().browser.newPage({ viewport: { width: 1280, height: 800 } })
      page.on('console', (message) => { if (message.text().includes('Content Security Policy')) refused.push(`${path}: ${message.text()}`) })
      await page.goto(world().url + path)
      await ready(page)
      await expectAccessible(page, path)
      await page.setViewportSize({ width: 390, height: 844 })
      await expect.poll(() => page.evaluate('Math.max(document.documentElement.scrollWidth, document.querySelector("main").scrollWidth)'), { message: `${path}: width on a phone` }).toBe(390)
      expect(await page.evaluate(outOfSight), `${path}: tables whose figures cannot be seen on a phone`).toEqual([])
      await expectAccessible(page, `${path} on a phone`)
      expect(refused).toEqual([])
      if (path === '/data') await expectPolicy(page, refused)
      await page.close()
    }
  })

  it('says what is away and tries again, and turns nothing for those who want no motion', async () => {
    const page = await world().browser.newPage({ reducedMotion: 'reduce' })
    let answer: (() => void) | undefined
    const held = new Promise<void>((resolve) => { answer = resolve })
    let away = true
    await page.route('**/api/v1/portfolio', async (route) => {
      await held
      if (away) await route.fulfill({ status: 503, contentType: 'application/problem+json', json: { type: 'about:blank', title: 'ClickHouse does not answer', status: 503 } })
      else await route.continue()
    })
    await page.goto(`${world().url}/accounts`)
    expect(await page.locator('.spinner').waitFor().then(() => page.evaluate('getComputedStyle(document.querySelector(".spinner")).animationName'))).toBe('none')
    answer!()
    await page.getByText('ClickHouse does not answer').waitFor()
    away = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: 'Acme Foods' }).waitFor()
    await page.close()
  })

  it('says since when figures are not current, and why, until they are', async () => {
    const page = await world().browser.newPage()
    let answers = 0
    let away = true
    await page.route('**/api/v1/pipeline', (route) => (answers++ > 0 && away ? route.fulfill({ status: 503, contentType: 'application/problem+json', json: { type: 'about:blank', title: 'Kafka does not answer', status: 503 } }) : route.continue()))
    await page.goto(`${world().url}/data`)
    const outdated = page.getByText(/^Not up to date since \d+:\d\d.*: Kafka does not answer$/)
    await outdated.waitFor()
    await page.getByRole('region', { name: 'Pipeline' }).getByText('Scorer').waitFor()
    await expectAccessible(page, 'not up to date')
    away = false
    await outdated.waitFor({ state: 'detached' })
    await page.close()
  })

  it('leaves the other screens standing when one breaks', async () => {
    const page = await world().browser.newPage()
    await page.route('**/api/v1/portfolio', (route) => route.fulfill({ json: { accounts: null } }))
    await page.goto(`${world().url}/portfolio`)
    await page.getByText('This screen cannot be shown').waitFor()
    await page.getByRole('link', { name: 'Inbox' }).click()
    await page.locator('.row').first().waitFor()
    await page.close()
  })
}

/** In the page: tables the first figure or reason of whose rows lies beyond the edge. */
const outOfSight = `[...document.querySelectorAll('.table-scroll')].filter((box) => [...box.querySelectorAll('tbody tr')].some((row) => {
  const cell = [...row.querySelectorAll('.figure, .reason')].find((each) => each.offsetWidth > 0)
  return cell && cell.getBoundingClientRect().right > box.getBoundingClientRect().right + 1
})).map((box) => box.getAttribute('aria-label'))`

/** A script that somebody got into the page does not run, and the browser says so. */
async function expectPolicy(page: Page, refused: readonly string[]): Promise<void> {
  await page.evaluate('document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = true" }))')
  await expect.poll(() => refused.length).toBe(1)
  expect(await page.evaluate('window.ran')).toBeUndefined()
}
