import { useQuery } from '@tanstack/react-query'
import { api } from './api.ts'
import type { Promised } from './urgency.ts'

/** What the model promises for acknowledgements; undefined while it is asked for. */
export const usePromised = (): Promised | undefined => useQuery({ queryKey: ['rules'], queryFn: () => api.v1RulesList(), staleTime: 300_000 }).data
