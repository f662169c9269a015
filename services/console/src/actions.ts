import { useCallback, useState } from 'react'
import { api, wordsOf, type Alert } from './api.ts'
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

/** Acting on alerts: what is under way shows at once, what the log answers is what stays. */
export function useActions() {
  const [pending, setPending] = useState<ReadonlyMap<string, string>>(new Map())
  const mark = (alertId: string, action: string | null) => setPending((before) => {
    const next = new Map(before)
    if (action === null) next.delete(alertId)
    else next.set(alertId, action)
    return next
  })

  const act = useCallback(async (alerts: readonly Alert[], body: ActionBody) => {
    await Promise.all(alerts.map(async ({ alertId, accountName, accountId }) => {
      const who = accountName ?? accountId ?? alertId
      mark(alertId, body.action)
      try {
        const answer = await api.v1AlertsActionsCreate(encodeURIComponent(alertId), { ...body, actionId: crypto.randomUUID(), by: myName() })
        if (answer.outcome === 'applied') live.apply(answer.step as Alert)
        else if (answer.outcome === 'refused') toast(`${who}: the log says no. ${answer.reason}`, 'bad')
        else toast(`${who}: written to the log, not judged yet. It will show when it is.`, 'plain')
      } catch (error) {
        toast(`${who}: ${wordsOf(error)}`, 'bad')
      } finally {
        mark(alertId, null)
      }
    }))
  }, [])
  return { pending, act }
}
