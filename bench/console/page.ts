import type { Browser, Page } from 'playwright-core'

export const api = `http://127.0.0.1:${process.env.API_PORT ?? '8080'}`
const ingest = `http://127.0.0.1:${process.env.INGEST_PORT ?? '8082'}`

/** Tells the accounts of this run from those of others. */
export const run = Date.now().toString(36)

/** One very bad answer of an account that nobody knows yet: it opens a LOW_SURVEY alert. Resolves when ingest has it in the log. */
export async function complain(accountId: string): Promise<void> {
  const answered = await fetch(`${ingest}/v1/surveys`, {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ eventId: accountId, occurredAt: Date.now(), source: 'measure', accountId, contactId: accountId, surveyId: accountId, status: 'ANSWERED', metric: 'CSAT', score: 1, scaleMin: 1, scaleMax: 5 }),
  })
  if (answered.status !== 202) throw new Error(`ingest answered ${answered.status}: ${await answered.text()}`)
}

/** Closes the alerts that `complain` opened: of the answer, and of the score that it brought down. */
export async function settle(accountId: string): Promise<void> {
  for (const kind of ['LOW_SURVEY', 'SCORE_BELOW']) {
    const answered = await fetch(`${api}/api/v1/alerts/${encodeURIComponent(`${accountId}~${kind}~1`)}/actions`, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ action: 'CLOSE', outcome: 'SAVED', actionId: crypto.randomUUID(), by: 'measure' }),
    })
    const { outcome, reason } = await answered.json() as { outcome?: string; reason?: string }
    if (outcome !== 'applied') throw new Error(`${kind} of ${accountId} was not closed: ${answered.status} ${outcome ?? ''} ${reason ?? ''}`)
  }
}

export async function open(browser: Browser, path: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(api + path)
  return page
}

export const quantile = (values: readonly number[], q: number): number => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))]!
