import { useCallback, useState } from 'react'
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

/** Acting on alerts: what is under way shows at once, what the log answers is what stays. */
export function useActions() {
  const [pending, setPending] = useState<ReadonlyMap<string, string>>(new Map())
  const act = useCallback(async (alerts: readonly Alert[], body: ActionBody) => {
    setPending((before) => new Map([...before, ...alerts.map(({ alertId }) => [alertId, body.action] as const)]))
    const refusals = new Map<string, Alert[]>()
    await inTurns(alerts, atOnce, async (alert) => {
      const refusal = await actOn(alert, body)
      if (refusal !== null) refusals.set(refusal, [...refusals.get(refusal) ?? [], alert])
      setPending((before) => new Map([...before].filter(([alertId]) => alertId !== alert.alertId)))
    })
    for (const [refusal, refused] of refusals) toast(`${whose(refused, alerts.length)}: ${refusal}`, 'bad')
  }, [])
  return { pending, act }
}

/** Null: it was done; else why not. */
async function actOn({ alertId }: Alert, body: ActionBody): Promise<string | null> {
  try {
    const answer = await api.v1AlertsActionsCreate(encodeURIComponent(alertId), { ...body, actionId: crypto.randomUUID(), by: myName() })
    if (answer.outcome === 'applied') live.apply(answer.step as Alert)
    return answer.outcome === 'applied' ? null : answer.outcome === 'refused' ? `the log says no. ${answer.reason}` : 'written to the log, not judged yet. It will show when it is.'
  } catch (error) {
    return wordsOf(error)
  }
}

/** Whom a refusal is about: one by name, several by their number. */
const whose = (refused: readonly Alert[], all: number): string => {
  const [{ accountName, accountId, alertId }] = refused as [Alert]
  return refused.length === 1 ? accountName ?? accountId ?? alertId : `${refused.length} of ${all} alerts`
}
