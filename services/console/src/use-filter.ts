import { useCallback } from 'react'
import { useSearch } from 'wouter/use-browser-location'

/** Filters that live in the address, so that a link or a reload brings them back. */
export function useFilter<K extends string>(names: readonly K[]): [Readonly<Record<K, string>>, (name: K, value: string) => void] {
  const parameters = new URLSearchParams(useSearch())
  const filter = Object.fromEntries(names.map((name) => [name, parameters.get(name) ?? ''])) as Record<K, string>
  const set = useCallback((name: K, value: string) => {
    const next = new URLSearchParams(location.search)
    if (value === '') next.delete(name)
    else next.set(name, value)
    const query = next.toString()
    history.replaceState(history.state, '', location.pathname + (query && `?${query}`))
  }, [])
  return [filter, set]
}
