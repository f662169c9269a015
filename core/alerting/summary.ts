import type { AlertEvent } from '../../schemas/types.ts'
import { dayMs } from '../model/model.ts'
import type { Reason } from './explain.ts'
import { list, points, reasonInWords, tenths } from './words.ts'

/** An alert's step without its sentence. */
export type Unsaid = Omit<AlertEvent, 'summary'>

/** At most so many drivers are named, each with at least this share of the change. */
const namedDrivers = 3
const leastShare = 0.1

/** One plain English sentence: what happened, by how much, and what moved it. A pure function of the step and its reasons. */
export function summarise(step: Unsaid, reasons: readonly Reason[]): string {
  const said = headline(step)
  // What led to the alert is not why it ended.
  const because = step.status === 'RESOLVED' ? '' : explained(step, reasons)
  const sentence = because === '' ? said : `${said}: ${because}`
  return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`
}

function headline(step: Unsaid): string {
  const score = step.scoreAfter === null ? '' : tenths(step.scoreAfter)
  if (step.status === 'RESOLVED') return resolved(step, score)
  if (step.kind === 'LOW_SURVEY') {
    return step.status === 'OPENED' ? `a survey was answered far below expectation, the score is ${score}` : `more is at stake since the bad survey, the score is ${score}`
  }
  return `${step.status === 'UPDATED' ? `now ${step.severity}, ` : ''}${movement(step)}${belowLine(step)}`
}

function resolved(step: Unsaid, score: string): string {
  if (step.cause === 'CRM') return 'the account was closed'
  return step.kind === 'LOW_SURVEY' ? `the same contact answered well, the score is ${score}` : `recovered to ${score} after a good contact`
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
function explained(step: Unsaid, reasons: readonly Reason[]): string {
  if (step.scoreBefore === null || step.scoreAfter === null) return ''
  const change = step.scoreAfter - step.scoreBefore
  const telling = reasons.filter((r) => Math.sign(r.change) === Math.sign(change) && Math.abs(r.change) >= leastShare * Math.abs(change))
  return list(telling.slice(0, namedDrivers).map(reasonInWords))
}

const days = (ms: number) => (ms < 1.5 * dayMs ? 'a day' : `${Math.round(ms / dayMs)} days`)
