import { notifyManager, useQueryClient, type QueryState } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'

/** Of what the screen shows: the oldest figures that could not be read anew, when they were read and why not; null where all are current. */
export function useOutdated(): QueryState | null {
  const cache = useQueryClient().getQueryCache()
  const subscribe = useCallback((listener: () => void) => cache.subscribe(notifyManager.batchCalls(listener)), [cache])
  return useSyncExternalStore(subscribe, () => {
    const failing = cache.findAll({ type: 'active', predicate: ({ state }) => state.error !== null && state.data !== undefined })
    return failing.map(({ state }) => state).sort((a, b) => a.dataUpdatedAt - b.dataUpdatedAt)[0] ?? null
  })
}
