import type { Contact } from './api.ts'

/** Stages in the order in which a customer walks through them, the contract's symbols; others follow by name. */
const order = ['AWARE', 'CONSIDER', 'BUY', 'RECEIVE', 'USE', 'SUPPORT', 'RENEW', 'LEAVE']
const week = 7 * 86_400_000

export interface Snarl {
  readonly touchPoint: string
  readonly stage: string
  readonly from: number
  readonly to: number
  readonly contacts: number
}

/** The stages that a list of contacts touches, in order; null counts as "no stage". */
export function stagesOf(contacts: readonly Pick<Contact, 'stage'>[]): string[] {
  const found = new Set(contacts.map(({ stage }) => stage ?? 'no stage'))
  return [...order.filter((each) => found.has(each)), ...[...found].filter((each) => !order.includes(each)).sort()]
}

/** Snarls: three or more contacts at one touch point and stage, each at most seven days after the one before, with at least one that went badly (value below 50). */
export function snarlsOf(contacts: readonly Pick<Contact, 'stage' | 'touchPoint' | 'occurredAt' | 'value'>[]): Snarl[] {
  const groups = Map.groupBy(contacts.filter(({ touchPoint }) => touchPoint !== null), ({ stage, touchPoint }) => `${stage ?? 'no stage'}\n${touchPoint}`)
  return [...groups].flatMap(([key, all]) => {
    const [stage, touchPoint] = key.split('\n') as [string, string]
    const sorted = all.toSorted((a, b) => a.occurredAt.localeCompare(b.occurredAt))
    const runs: (typeof sorted)[] = []
    for (const each of sorted) {
      const last = runs.at(-1)
      if (last && Date.parse(each.occurredAt) - Date.parse(last.at(-1)!.occurredAt) <= week) last.push(each)
      else runs.push([each])
    }
    return runs.filter((run) => run.length >= 3 && run.some(({ value }) => value !== null && value < 50))
      .map((run) => ({ touchPoint, stage, from: Date.parse(run[0]!.occurredAt), to: Date.parse(run.at(-1)!.occurredAt), contacts: run.length }))
  })
}
