import { useCallback, useState } from 'react'
import { endInWords } from './alert-past.ts'
import { api, wordsOf, type Alert } from './api.ts'
import { inTurns } from './in-turns.ts'
import { live } from './live.ts'
import { toast } from './parts/toasts.tsx'

export interface ActionBody {
  readonly action: 'ACKNOWLEDGE' | 'ASSIGN' | 'SNOOZE' | 'CLOSE'
  readonly assignee?: string
  readonly until?: string
  readonly outcome?: 'SAVED' | 'NOT_SAVED' | 'FALSE_ALARM'
  readonly note?: string
}

const nameKey = 'cx.name'
export const myName = (): string => localStorage.getItem(nameKey) ?? 'ops'
export const setMyName = (name: string): void => localStorage.setItem(nameKey, name)

/** A browser has six connections to a host, and the stream of alerts holds one. */
const atOnce = 5

/** Acting on alerts: what is under way shows at once, what the log answers is what stays. `act` gives the ids of those that were refused. */
export function useActions() {
  const [pending, setPending] = useState<ReadonlyMap<string, string>>(new Map())
  const act = useCallback(async (alerts: readonly Alert[], body: ActionBody) => {
    setPending((before) => new Map([...before, ...alerts.map(({ alertId }) => [alertId, body.action] as const)]))
    const undone: { alert: Alert; refusal: Refusal }[] = []
    await inTurns(alerts, atOnce, async (alert) => {
      const refusal = await actOn(alert, body)
      if (refusal !== null) undone.push({ alert, refusal })
      setPending((before) => new Map([...before].filter(([alertId]) => alertId !== alert.alertId)))
    })
    for (const [why, own] of Map.groupBy(undone, ({ refusal }) => refusal.why)) toast(`${whose(own.map(({ alert }) => alert), alerts.length)}: ${why}`, own[0]!.refusal.tone)
    return undone.filter(({ refusal }) => refusal.tone === 'bad').map(({ alert }) => alert.alertId)
  }, [])
  return { pending, act }
}

/** Why an action was not done; `plain`: not yet. */
interface Refusal {
  readonly why: string
  readonly tone: 'bad' | 'plain'
}

/** Ids of actions of which it is not known what became of them: the same action on the alert as it stands is a repeat, and counts once. */
const unanswered = new Map<string, string>()

/** Null: it was done. */
async function actOn({ alertId, sequence }: Alert, body: ActionBody): Promise<Refusal | null> {
  const what = JSON.stringify([alertId, sequence, body])
  const actionId = unanswered.get(what) ?? crypto.randomUUID()
  unanswered.set(what, actionId)
  try {
    const answer = await api.v1AlertsActionsCreate(encodeURIComponent(alertId), { ...body, actionId, by: myName() })
    if (answer.outcome === 'pending') return { why: 'written to the log, not judged yet. It will show when it is.', tone: 'plain' }
    unanswered.delete(what)
    if (answer.outcome === 'refused') return { why: answer.code === 'alert.not-open' ? await endOf(alertId) : `it was refused. ${answer.reason}`, tone: 'bad' }
    live.apply(answer.step as Alert)
    return null
  } catch (error) {
    return { why: wordsOf(error), tone: 'bad' }
  }
}

/** What became of an alert that is not open any more, in words; the list lets it go, too. */
async function endOf(alertId: string): Promise<string> {
  const found = await api.v1AlertsDetail(encodeURIComponent(alertId)).catch(() => null)
  if (found !== null) live.apply(found)
  // ClickHouse may not have heard yet how it ended.
  live.letGo(alertId)
  return endInWords(found, Date.now())
}

/** Whom a refusal is about: one by name, several by their number. */
const whose = (refused: readonly Alert[], all: number): string => {
  const [{ accountName, accountId, alertId }] = refused as [Alert]
  return refused.length === 1 ? accountName ?? accountId ?? alertId : `${refused.length} of ${all} alerts`
}
