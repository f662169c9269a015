import type { AlertEvent, AlertKind } from '../../schemas/types.ts'
import { dayMs } from '../model/model.ts'
import type { Moment, Turn } from './alert.ts'
import type { Reason } from './explain.ts'
import { toldOf } from './pushes.ts'
import { reasonInWords } from './reasons.ts'
import { list, points, tenths } from './words.ts'

/** An alert's step without its sentence. */
export type Unsaid = Omit<AlertEvent, 'summary'>

/** At most so many drivers are named, each with at least this share of the change. */
const namedDrivers = 3
const leastShare = 0.1

/** What led to the alert is neither why it ended nor why a person acts. */
const unexplained: ReadonlySet<AlertEvent['status']> = new Set(['RESOLVED', 'ACKNOWLEDGED', 'ASSIGNED', 'SNOOZED', 'CLOSED'])

/** One plain English sentence: what happened, by how much, and what moved it. A pure function of the moment, the step, its reasons, and why it is told anew. */
export function summarise(m: Moment, step: Unsaid, reasons: readonly Reason[], turn?: Turn): string {
  const said = turn === undefined ? headline(step) : turn === 'NOT_QUIET_ANY_MORE' ? `${movement(step)}${belowLine(step)}` : told(step, turn)
  const because = unexplained.has(step.status) ? '' : explained(m, step, reasons)
  const sentence = because === '' ? said : `${said}: ${because}`
  return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`
}

function headline(step: Unsaid): string {
  const score = step.scoreAfter === null ? '' : tenths(step.scoreAfter)
  const acted = byPeople(step)
  if (acted !== null) return acted
  if (step.status === 'RESOLVED') return resolved(step, score)
  if (step.status === 'OPENED' && step.kind !== 'SCORE_BELOW' && step.kind !== 'SCORE_DROP') return `${opened[step.kind] ?? ''}, the score is ${score}`
  const worse = step.status === 'UPDATED' ? `now ${step.severity}, ` : ''
  return `${worse}${movement(step)}${belowLine(step)}`
}

const opened: Partial<Record<AlertKind, string>> = {
  LOW_SURVEY: 'a survey was answered far below expectation',
  SILENT: 'no contact for longer than this account\'s own rhythm allows',
  BURST: 'unusually many bad contacts today',
}

const names: Partial<Record<AlertKind, string>> = {
  SCORE_BELOW: 'low score', SCORE_DROP: 'fall of the score', LOW_SURVEY: 'bad survey', SILENT: 'silence', BURST: 'burst of bad contacts',
}

/** Why an alert that is as it was is told of again. */
function told(step: Unsaid, turn: Exclude<Turn, 'NOT_QUIET_ANY_MORE'>): string {
  const what = turn === 'NEW_OWNER' ? `goes to ${step.owner}` : 'is no longer put off'
  return `the ${names[step.kind]} ${what}, ${movement(step)}${belowLine(step)}`
}

/** What a person did, or that nobody did anything; null for the other steps. */
function byPeople(step: Unsaid): string | null {
  switch (step.status) {
    case 'ESCALATED': return `nobody has acknowledged the ${names[step.kind]} in time, ${movement(step)}${belowLine(step)}`
    case 'ACKNOWLEDGED': return `${step.by} has taken note of the ${names[step.kind]}`
    case 'ASSIGNED': return `${step.by} has given the ${names[step.kind]} to ${step.owner}`
    case 'SNOOZED': return `${step.by} has put the ${names[step.kind]} off`
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

function movement(step: Unsaid): string {
  if (step.scoreBefore === null || step.scoreAfter === null) return 'the score is '
  const change = step.scoreAfter - step.scoreBefore
  const span = step.comparedWith === null ? '' : ` in ${days(step.at - step.comparedWith)}`
  return `${change < 0 ? 'down' : 'up'} ${points(Math.abs(change))} points${span} to `
}

/** `51.7, below 53`; a score that rounds to the line keeps as many digits as it needs to lie below it. */
function belowLine({ scoreAfter, threshold }: Unsaid): string {
  if (scoreAfter === null) return ''
  if (threshold === null) return tenths(scoreAfter)
  const shown = tenths(scoreAfter) === tenths(threshold) ? scoreAfter.toFixed(3) : tenths(scoreAfter)
  return scoreAfter < threshold ? `${shown}, below ${tenths(threshold)}` : shown
}

/** The drivers that pushed the same way as the whole. */
function explained(m: Moment, step: Unsaid, reasons: readonly Reason[]): string {
  if (step.scoreBefore === null || step.scoreAfter === null) return ''
  const change = step.scoreAfter - step.scoreBefore
  const telling = reasons.filter(({ moved }) => Math.sign(moved.change) === Math.sign(change) && Math.abs(moved.change) >= leastShare * Math.abs(change))
  return list(telling.slice(0, namedDrivers).map((reason) => reasonInWords(toldOf(m, reason))))
}

const days = (ms: number) => (ms < 1.5 * dayMs ? 'a day' : `${Math.round(ms / dayMs)} days`)
