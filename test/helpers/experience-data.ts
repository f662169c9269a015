import type { AccountScore, AlertEvent, Interaction } from '../../schemas/types.ts'
import { accountScore, alert, interaction } from './outputs.ts'

export const dayMs = 86_400_000
export const dayZero = Date.UTC(2026, 5, 1)
export const days = 120
const segments = ['smb', 'enterprise', null]
const touchPoints = ['delivery', 'support.call', 'product.use']
const outcomes = ['SUCCEEDED', 'FAILED', 'COMPLAINED', 'ABANDONED', 'PRAISED', null] as const
const scales = { NPS: [0, 10], CSAT: [1, 5], CES: [1, 7] } as const
/** The model's mean, which changes once. */
const priorOn = (day: number) => (day < 70 ? 60 : 62)
const bandOf = (score: number) => (score < 53 ? 'AT_RISK' : score < 70 ? 'WATCH' : 'HEALTHY')

export interface ExperienceData {
  readonly contacts: readonly Interaction[]
  readonly scores: readonly AccountScore[]
  readonly alerts: readonly AlertEvent[]
}

/** Numbers of 0 to below 1, the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Rows of a few accounts over `days` days, without any sense but with everything that the definitions are about: corrections of all kinds, repeats, days without scores, closings, flaps. */
export function randomExperience(seed: number, accounts = 24): ExperienceData {
  const random = seeded(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const data = { contacts: [] as Interaction[], scores: [] as AccountScore[], alerts: [] as AlertEvent[] }
  for (let index = 0; index < accounts; index++) {
    const facts = {
      accountId: `a${index}`, segment: pick(segments), region: pick(['north', 'south']), annualRevenue: random() < 0.2 ? null : Math.round(random() * 1e5), currency: pick(['EUR', 'USD']),
    }
    addContacts(data.contacts, facts, random, pick)
    addScores(data.scores, facts, random)
    addAlerts(data.alerts, facts, random, pick)
  }
  return data
}

type Facts = Pick<AccountScore, 'accountId' | 'segment' | 'region' | 'annualRevenue' | 'currency'>
type Pick_ = <T>(list: readonly T[]) => T

function addContacts(contacts: Interaction[], { accountId, segment, region }: Facts, random: () => number, pick: Pick_): void {
  for (let n = 0; n < 60; n++) {
    const isSurvey = random() < 0.35
    const eventId = `e${n}`
    const status = pick(['ANSWERED', 'ANSWERED', 'ANSWERED', 'SENT', 'SENT', 'EXPIRED'] as const)
    const answered = status === 'ANSWERED'
    const mine = contacts.filter((each) => each.accountId === accountId)
    const before = pick(mine.filter((each) => each.kind === (isSurvey ? 'SURVEY' : 'TOUCH_POINT')).slice(-5))
    const corrects = corrected(n, before, random)
    const metric = pick(['NPS', 'CSAT', 'CES'] as const)
    const [scaleMin, scaleMax] = scales[metric]
    contacts.push(interaction({
      accountId, segment, region, eventId, corrects, occurredAt: dayZero + Math.floor(random() * days * dayMs), logOffset: contacts.length, text: null, sentiment: null, stage: pick(['BUY', 'SUPPORT', null]),
      contactId: `${accountId}-p${Math.floor(random() * 2)}`, location: pick(['Madrid', 'Oslo', null]),
      ...(isSurvey
        ? { kind: 'SURVEY' as const, touchPoint: null, outcome: null, driver: answered ? `survey.${metric.toLowerCase()}` : null, value: answered ? random() * 100 : null, weight: answered ? 3 : null,
            // Mostly a survey that there was before, of any status and metric.
            survey: { surveyId: random() < 0.7 ? (before?.survey?.surveyId ?? `s${n}`) : `s${n}`, status, pattern: pick(['TRANSACTION', 'RELATIONSHIP', 'STUDY'] as const), metric,
              score: answered ? scaleMin + Math.floor(random() * (scaleMax - scaleMin + 1)) : null, scaleMin, scaleMax, higherIsBetter: metric !== 'CES' } }
        : { touchPoint: pick(touchPoints), outcome: pick(outcomes), value: random() * 100, weight: 1 + random() }),
    }))
    const last = contacts.at(-1)!
    if (!isSurvey) contacts[contacts.length - 1] = { ...last, driver: last.touchPoint }
    // As when the scorer has forgotten the id.
    if (mine.length > 0 && random() < 0.05) contacts.push({ ...pick(mine), logOffset: contacts.length })
  }
}

/** What a contact corrects: mostly nothing or one of those before it, corrections among them; at times itself, or one that is still to come. */
function corrected(n: number, before: Interaction | undefined, random: () => number): string | null {
  const drawn = random()
  if (drawn < 0.02) return `e${n}`
  if (drawn < 0.04) return `e${n + 1 + Math.floor(random() * 5)}`
  return drawn < 0.2 ? (before?.eventId ?? null) : null
}

function addScores(scores: AccountScore[], facts: Facts, random: () => number): void {
  const closedFrom = random() < 0.4 ? 60 + Math.floor(random() * 55) : Infinity
  const reopenedUntil = random() < 0.5 ? closedFrom + 5 + Math.floor(random() * 30) : 0
  let contacts = 0
  for (let day = Math.floor(random() * 40); day < days; day++) {
    // Also days without a score, as when evidence has faded.
    for (let n = Math.floor(random() * 3); n > 0; n--) {
      const drivers = Object.fromEntries(touchPoints.filter(() => random() < 0.7).map((name) => [name, random() * 40 - 25]))
      const prior = priorOn(day)
      const score = prior + Object.values(drivers).reduce((sum, each) => sum + each, 0)
      const band = bandOf(score)
      if (random() < 0.5) contacts++
      scores.push(accountScore({
        ...facts, at: dayZero + day * dayMs + (3 - n) * 3_600_000, score, band, drivers, prior, contacts, stage: random() < 0.5 ? 'BUY' : 'USE', logOffset: scores.length,
        quadrant: facts.annualRevenue === null ? null : band === 'AT_RISK' ? (facts.annualRevenue > 5e4 ? 'AT_RISK' : 'DANGLING') : facts.annualRevenue > 5e4 ? 'MODEL' : 'GROWTH',
        isClosed: day >= closedFrom && !(day > closedFrom + 3 && day < reopenedUntil),
      }))
    }
  }
}

function addAlerts(alerts: AlertEvent[], facts: Facts, random: () => number, pick: Pick_): void {
  let at = dayZero
  for (let episode = 1; episode <= 4; episode++) {
    at += Math.floor(random() * 25 * dayMs) + 1
    const kind = 'SCORE_BELOW' as const
    const base = { ...facts, alertId: `${facts.accountId}~${kind}~${episode}`, kind, episode, openedAt: at }
    let sequence = 1
    alerts.push(alert({ ...base, sequence, status: 'OPENED', at }))
    if (random() < 0.3) alerts.push(alert({ ...base, sequence: ++sequence, status: 'ESCALATED', at: at += Math.floor(random() * dayMs) }))
    if (random() < 0.7) alerts.push(alert({ ...base, sequence: ++sequence, status: pick(['ACKNOWLEDGED', 'ASSIGNED', 'SNOOZED'] as const), at: at += Math.floor(random() * dayMs), by: 'kim' }))
    if (random() < 0.15) return
    at += Math.floor(random() * 5 * dayMs)
    const closed = random() < 0.6
    alerts.push(alert({ ...base, sequence: ++sequence, status: closed ? 'CLOSED' : 'RESOLVED', at, outcome: closed ? pick(['SAVED', 'NOT_SAVED', 'FALSE_ALARM'] as const) : null }))
  }
}
