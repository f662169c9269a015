import type { AlertEvent } from '../../schemas/types.ts'
import { dayMs } from '../model/model.ts'

/** An alert's step without its sentence. */
export type Unsaid = Omit<AlertEvent, 'summary'>

/** One plain English sentence: what happened, by how much, and which drivers moved it. A pure function of the step. */
export function summarise(step: Unsaid): string {
  return `${headline(step)}${because(step)}.`
}

function headline(step: Unsaid): string {
  const name = step.accountName ?? step.accountId ?? 'All accounts'
  const score = step.scoreAfter === null ? '' : points(step.scoreAfter)
  if (step.status === 'RESOLVED') return `${name}: ${resolved(step, score)}`
  if (step.kind === 'LOW_SURVEY') {
    return step.status === 'OPENED' ? `${name}: a survey answer far below expectation, score now ${score}` : `${name}: more at stake than when the survey was answered, score now ${score}`
  }
  const line = step.threshold === null ? '' : `, below ${points(step.threshold)}`
  const worse = step.status === 'UPDATED' ? `now ${step.severity}, ` : ''
  return `${name}: ${worse}${movement(step)}${score}${line}`
}

function resolved(step: Unsaid, score: string): string {
  if (step.cause === 'CRM') return 'account closed, alert resolved'
  return step.kind === 'LOW_SURVEY' ? 'the same contact now answers well' : `recovered to ${score}`
}

function movement(step: Unsaid): string {
  if (step.scoreBefore === null || step.scoreAfter === null) return 'score '
  const change = step.scoreAfter - step.scoreBefore
  const direction = change < 0 ? 'down' : 'up'
  const span = step.comparedWith === null ? '' : ` in ${days(step.at - step.comparedWith)}`
  return `${direction} ${points(Math.abs(change))} points${span} to `
}

/** The drivers that matter: those that pushed the same way as the whole, the three largest, at least a tenth of a point each. */
function because(step: Unsaid): string {
  if (step.scoreBefore === null || step.scoreAfter === null) return ''
  const sign = Math.sign(step.scoreAfter - step.scoreBefore)
  const reasons = step.drivers.filter((d) => Math.sign(d.change) === sign && Math.abs(d.change) >= 0.05).slice(0, 3)
  if (reasons.length === 0) return ''
  return `: ${reasons.map((d) => `${label(d.driver)}${events(d.eventIds.length)} (${signed(d.change)})`).join(', ')}`
}

function label(driver: string): string {
  if (driver === 'prior') return 'a changed baseline'
  return driver.startsWith('survey.') ? `${driver.slice('survey.'.length).toUpperCase()} survey` : driver
}

const events = (count: number) => (count === 0 ? ', time passing' : count === 1 ? ', 1 event' : `, ${count} events`)
const days = (ms: number) => (ms < 1.5 * dayMs ? '1 day' : `${Math.round(ms / dayMs)} days`)
const signed = (x: number) => `${x < 0 ? '−' : '+'}${points(Math.abs(x))}`

/** One decimal, without a trailing zero. Written out by hand, since locales differ. */
function points(x: number): string {
  const tenths = Math.round(x * 10)
  return tenths % 10 === 0 ? String(tenths / 10) : `${Math.trunc(tenths / 10)}.${Math.abs(tenths % 10)}`
}
