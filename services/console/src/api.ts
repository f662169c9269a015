import { answeredInTime } from './answered-in-time.ts'
import { Api, type V1AccountsDetailData, type V1AccountsHistoryListData, type V1AccountsTimelineListData, type V1AlertsDetailData, type V1FailedEventsListData, type V1PortfolioListData } from './client.ts'

export type Account = V1AccountsDetailData
export type Alert = V1AlertsDetailData['steps'][number]
/** An alert after its latest step, and where it stands by all of them. */
export type LiveAlert = Omit<V1AlertsDetailData, 'isOpen' | 'steps'>
export type Contact = V1AccountsTimelineListData['items'][number]
export type Score = V1AccountsHistoryListData['items'][number]
export type PortfolioAccount = V1PortfolioListData['accounts'][number]
export type FailedEvent = V1FailedEventsListData['items'][number]
export type Driver = Alert['drivers'][number]

/** The api that serves this page. */
export const { api } = new Api({ baseUrl: '', customFetch: answeredInTime })

/** Whether the api does not know who this is, any more. */
export const isUnknown = (error: unknown): boolean => (error as { status?: number }).status === 401

/** Whether there is no such thing. */
export const isMissing = (error: unknown): boolean => (error as { status?: number }).status === 404

/** What went wrong, in the api's words: its problem details, or that it does not answer. */
export function wordsOf(error: unknown): string {
  const problem = (error as { error?: { title?: string; detail?: string } }).error
  if (problem?.title) return problem.detail ? `${problem.title}. ${problem.detail}` : problem.title
  const { name, status } = error as { name?: string; status?: number }
  if (status !== undefined) return `The api answers with status ${status}.`
  return error instanceof TypeError || name === 'TimeoutError' ? 'The api does not answer. It is tried again.' : String(error)
}

interface Page<T> {
  readonly items: T[]
  readonly nextCursor: string | null
}

/** All pages of a list, up to `most` items. */
export async function allPages<T>(page: (cursor: string | undefined) => Promise<Page<T>>, most = 5000): Promise<T[]> {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const { items: more, nextCursor } = await page(cursor)
    items.push(...more)
    cursor = nextCursor ?? undefined
  } while (cursor !== undefined && items.length < most)
  return items
}
