import type { AlertEvent } from '../../schemas/types.ts'
import type { LogPosition } from '../alerting/alert.ts'
import type { Model } from '../model/model.ts'

/** How many accounts of a partition a new model makes cross. */
export interface Crossings {
  readonly opened: number
  readonly below: number
  readonly above: number
}

export const noCrossings: Crossings = { opened: 0, below: 0, above: 0 }

export const addCrossings = (a: Crossings, b: Crossings): Crossings => ({ opened: a.opened + b.opened, below: a.below + b.below, above: a.above + b.above })

export const isNone = ({ opened, below, above }: Crossings): boolean => opened + below + above === 0

/** The two steps of MODEL_CHANGE: one summary in place of a page for each account. `episode`: the n-th time that this version makes accounts cross; `at`: the partition's tick. */
export function modelChangeSteps(c: Crossings, next: Model, episode: number, at: number, position: LogPosition): AlertEvent[] {
  const owner = next.segment(null).defaultOwner
  const counts = `${accounts(c.below)} fell into AT_RISK, ${accounts(c.above)} rose out of it, ${c.opened} ${c.opened === 1 ? 'alert' : 'alerts'} opened quietly`
  const step = (sequence: number, status: 'OPENED' | 'RESOLVED'): AlertEvent => ({
    alertId: `${next.version}-${position.partition}~MODEL_CHANGE~${episode}`, sequence, status, kind: 'MODEL_CHANGE', episode, severity: 'NORMAL',
    accountId: null, contactId: null, accountName: null, segment: null, vertical: null, region: null, stage: null, annualRevenue: null, currency: null,
    renewalAt: null, revenueAtRisk: null, quadrant: null, scoreBefore: null, comparedWith: null, scoreAfter: null, threshold: null, evidence: null,
    drivers: [], verbatims: [], owner, escalationLevel: 0, notify: status === 'OPENED' ? [owner] : [], openedAt: at, at, snoozedUntil: null, by: null,
    outcome: null, note: null, cause: 'MODEL', causeEventId: null, summary: `Model ${next.version} is in force: ${counts}.`,
    modelVersion: next.version, logPartition: position.partition, logOffset: position.offset,
  })
  return [step(1, 'OPENED'), step(2, 'RESOLVED')]
}

const accounts = (n: number) => `${n} ${n === 1 ? 'account' : 'accounts'}`
