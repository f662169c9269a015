import { useQuery } from '@tanstack/react-query'
import { api } from './api.ts'
import type { V1RulesListData } from './client.ts'
import type { Promised } from './urgency.ts'

const useRules = (): V1RulesListData | undefined => useQuery({ queryKey: ['rules'], queryFn: () => api.v1RulesList(), staleTime: 300_000 }).data

/** Segments that have figures of their own in the model. */
export const useOwnSegments = (): readonly string[] => useRules()?.segments.map(({ segment }) => segment) ?? []

/** What the model promises for acknowledgements; undefined while it is asked for. */
export const usePromised = (): Promised | undefined => useRules()

/** The score lines of a segment; undefined while they are asked for. */
export function useLines(segment: string | null): V1RulesListData['lines'] | undefined {
  const rules = useRules()
  return rules?.segments.find((own) => own.segment === segment)?.lines ?? rules?.lines
}
