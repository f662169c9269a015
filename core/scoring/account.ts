import type { AccountAlerts } from '../alerting/alert.ts'
import type { Burst } from '../alerting/burst.ts'
import type { Rhythm } from '../alerting/silent.ts'
import { noAlerts } from '../alerting/alert.ts'
import { Drivers } from './drivers.ts'
import { RememberedIds } from './remembered.ts'
import { Touches } from './touches.ts'

/** How many event ids with text an account keeps for explanations. */
export const keptVerbatims = 3
/** An account has at most so many drivers: a sender that puts order numbers into its touch points must not make state grow without bound. */
export const mostDrivers = 500
/** How many daily closes an account keeps. */
export const keptCloses = 35

/** A day's close with every driver's contribution, for explanations. Contributions are in the order of the account's drivers. */
export interface DetailedClose {
  readonly day: number
  /** Events accepted by then. */
  readonly accepted: number
  readonly value: number
  readonly evidence: number
  readonly prior: number
  readonly contributions: readonly number[]
}

/** What the CRM last said. */
export interface CrmFacts {
  readonly name: string | null
  readonly segment: string | null
  readonly vertical: string | null
  readonly region: string | null
  readonly annualRevenue: number | null
  readonly currency: string | null
  readonly owner: string | null
  readonly escalationOwner: string | null
  readonly renewalAt: number | null
}

const noFacts: CrmFacts = {
  name: null, segment: null, vertical: null, region: null, annualRevenue: null,
  currency: null, owner: null, escalationOwner: null, renewalAt: null,
}

/** All that is remembered of one account; it does not grow with the account's age. Times are epoch ms, null where there is none. */
export interface Account {
  readonly id: string
  /** Greatest time applied; the account's time is the greater of this and its partition's tick. */
  time: number
  accepted: number
  contacts: number
  /** Observations now in the sums. */
  observations: number
  /** Whether an observation ever came: closes are kept from then on. */
  observed: boolean
  lastContactAt: number | null
  stage: string | null
  stageAt: number | null
  drivers: Drivers
  /** The events that last changed the drivers' sums; a driver is named by its place among `drivers`. */
  touches: Touches
  verbatims: string[]
  /** Days of contacts that the customer chose; null before the first. */
  rhythm: Rhythm | null
  /** The source of the latest contact that counts for the rhythm; null before the first. */
  fedBy: string | null
  /** Bad observations a day; null before the first observation. */
  burst: Burst | null
  remembered: RememberedIds
  /** Day of the last entry of `closes`; null where there is none. */
  lastClose: number | null
  /** Score and evidence of consecutive days' closes, oldest first. */
  closes: { value: number; evidence: number }[]
  details: DetailedClose[]
  /** Day whose close is to be published next; null while too little evidence is left. */
  publishDay: number | null
  closed: boolean
  statusAt: number | null
  crmAt: number | null
  crm: CrmFacts
  alerts: AccountAlerts
  /** When time alone may change something next, epoch ms; Infinity where never. */
  due: number
}

/** Whether anything of an account can be an alert: an experience that was observed, or a customer who was in contact and may fall silent. */
export const isWatched = ({ observed, rhythm }: Account): boolean => observed || rhythm !== null

/** An account of which nothing is known yet. */
export function newAccount(id: string): Account {
  return {
    id, time: -Infinity, accepted: 0, contacts: 0, observations: 0, observed: false, lastContactAt: null, stage: null, stageAt: null,
    drivers: new Drivers(), touches: new Touches(), verbatims: [], rhythm: null, fedBy: null, burst: null, remembered: new RememberedIds(), lastClose: null, closes: [], details: [], publishDay: null,
    closed: false, statusAt: null, crmAt: null, crm: noFacts, alerts: noAlerts(), due: Infinity,
  }
}
