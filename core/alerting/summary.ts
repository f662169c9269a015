import type { AlertEvent, AlertKind } from '../../schemas/types.ts'
import { dayMs } from '../model/model.ts'
import type { Moment, Turn } from './alert.ts'
import { usualOf } from './burst.ts'
import type { Reason } from './explain.ts'
import { toldOf } from './pushes.ts'
import { reasonInWords } from './reasons.ts'
import { isCritical } from './severity.ts'
import { usualGap } from './silent.ts'
import { counted, list, points, tenths, thousands, until } from './words.ts'

/** An alert's step without its sentence. */
export type Unsaid = Omit<AlertEvent, 'summary'>

/** At most so many drivers are named, each with at least this share of the change. */
const namedDrivers = 3
const leastShare = 0.1

/** What led to the alert is neither why it ended nor why a person acts. */
const unexplained: ReadonlySet<AlertEvent['status']> = new Set(['RESOLVED', 'ACKNOWLEDGED', 'ASSIGNED', 'SNOOZED', 'CLOSED'])

/** One plain English sentence: what happened, by how much, and what moved it. A pure function of the moment, the step, its reasons, and why it is told anew. */
export function summarise(m: Moment, step: Unsaid, reasons: readonly Reason[], turn?: Turn): string {
  const said = turn === undefined ? headline(m, step) : turn === 'NOT_QUIET_ANY_MORE' ? `${movement(step)}${belowLine(step, step.threshold)}` : told(step, turn)
  const because = unexplained.has(step.status) ? '' : explained(m, step, reasons)
  const sentence = because === '' ? said : `${said}: ${because}`
  // Who acted stands first, and an id is not to be changed.
  return step.by === null ? `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.` : `${sentence}.`
}

function headline(m: Moment, step: Unsaid): string {
  const score = step.scoreAfter === null ? '' : tenths(step.scoreAfter)
  const acted = byPeople(step)
  if (acted !== null) return acted
  if (step.status === 'RESOLVED') return resolved(step, score)
  if (step.status === 'UPDATED') return worse(m, step)
  switch (step.kind) {
    case 'LOW_SURVEY': return `a survey was answered far below expectation, the score is ${score}`
    case 'SILENT': return `${silence(m)}, the score is ${score}`
    case 'BURST': return `${burst(m)}, the score is ${changed(step)}${score}`
    default: return `${movement(step)}${belowLine(step, step.threshold)}`
  }
}

const names: Partial<Record<AlertKind, string>> = {
  SCORE_BELOW: 'low score', SCORE_DROP: 'fall of the score', LOW_SURVEY: 'bad survey', SILENT: 'silence', BURST: 'burst of bad contacts',
}

/** Why an alert that is as it was is told of again. */
function told(step: Unsaid, turn: Exclude<Turn, 'NOT_QUIET_ANY_MORE'>): string {
  const what = turn === 'NEW_OWNER' ? `goes to ${step.owner}` : 'is no longer put off'
  return `the ${names[step.kind]} ${what}, ${movement(step)}${belowLine(step, step.threshold)}`
}

/** What a person did, or that nobody did anything; null for the other steps. */
function byPeople(step: Unsaid): string | null {
  switch (step.status) {
    case 'ESCALATED': return `nobody has acknowledged the ${names[step.kind]} in time, ${movement(step)}${belowLine(step, step.threshold)}`
    case 'ACKNOWLEDGED': return `${step.by} has taken note of the ${names[step.kind]}`
    case 'ASSIGNED': return `${step.by} has given the ${names[step.kind]} to ${step.owner}`
    case 'SNOOZED': return `${step.by} has put the ${names[step.kind]} off ${until(step.snoozedUntil!)}`
    case 'CLOSED': return `${step.by} has closed the ${names[step.kind]} as ${step.outcome}`
    default: return null
  }
}

function resolved(step: Unsaid, score: string): string {
  if (step.cause === 'CRM') return 'the account was closed'
  if (step.kind === 'LOW_SURVEY') return `the same contact answered well, the score is ${score}`
  if (step.kind === 'SILENT') return `in contact again, the score is ${score}`
  if (step.kind === 'BURST') return `a calm day again, the score is ${score}`
  return `recovered to ${score} after a good contact`
}

/** A rise of severity, with the rule that made it rise (`severityOf`): the score may lie where it lay. */
function worse({ score, rules }: Moment, step: Unsaid): string {
  const now = `now ${step.severity}`
  if (isCritical(score, rules)) return `${now}, ${movement(step)}${belowLine(step, rules.criticalBelow, 'the critical line of ')}`
  const revenue = `${thousands(step.annualRevenue!)}${step.currency === null ? '' : ` ${step.currency}`} a year at risk`
  const renewal = step.severity === 'CRITICAL' ? ` and the renewal ${ahead(step.renewalAt! - step.at)}` : ''
  return `${now}, with ${revenue}${renewal}, ${movement(step)}${belowLine(step, rules.alertBelow)}`
}

function silence({ account, at }: Moment): string {
  const gap = usualGap(account.rhythm!)
  const usual = gap === null ? '' : `, usually every ${tenths(gap) === '1' ? 'day' : `${tenths(gap)} days`}`
  return `no contact for ${days(at - account.rhythm!.lastAt)}${usual}`
}

function burst({ account }: Moment): string {
  const usual = usualOf(account.burst!)
  return `${counted(account.burst!.count, 'contact', 'bad')} today, ${usual === null ? 'the first day that is known' : `usually ${rate(usual)}`}`
}

const rate = (aDay: number) => (aDay === 0 ? 'none' : tenths(aDay) === '0' ? 'hardly any' : `${tenths(aDay)} a day`)

const movement = (step: Unsaid): string => changed(step) || 'the score is '

/** `down 18 points in 7 days to `; nothing where there is nothing to compare with, or no change that could be seen. */
function changed(step: Unsaid): string {
  if (step.scoreBefore === null || step.scoreAfter === null) return ''
  const change = step.scoreAfter - step.scoreBefore
  const shown = points(Math.abs(change))
  const span = step.comparedWith === null ? '' : ` in ${days(step.at - step.comparedWith)}`
  return shown === '0' ? '' : `${change < 0 ? 'down' : 'up'} ${shown} points${span} to `
}

/** `51.7, below 53`; a score that rounds to the line keeps as many digits as it needs to lie below it. */
function belowLine({ scoreAfter }: Unsaid, line: number | null, name = ''): string {
  if (scoreAfter === null) return ''
  if (line === null) return tenths(scoreAfter)
  const shown = tenths(scoreAfter) === tenths(line) ? scoreAfter.toFixed(3) : tenths(scoreAfter)
  return scoreAfter < line ? `${shown}, below ${name}${tenths(line)}` : shown
}

/** The drivers that pushed the same way as the whole. A burst is explained by what went down only. */
function explained(m: Moment, step: Unsaid, reasons: readonly Reason[]): string {
  if (changed(step) === '') return ''
  const change = step.scoreAfter! - step.scoreBefore!
  if (step.kind === 'BURST' && change > 0) return ''
  const telling = reasons.filter(({ moved }) => Math.sign(moved.change) === Math.sign(change) && Math.abs(moved.change) >= leastShare * Math.abs(change))
  return list(telling.slice(0, namedDrivers).map((reason) => reasonInWords(toldOf(m, reason))))
}

const days = (ms: number) => (ms < 1.5 * dayMs ? 'a day' : `${Math.round(ms / dayMs)} days`)
const ahead = (ms: number) => (ms < dayMs ? 'within a day' : `in ${days(ms)}`)
