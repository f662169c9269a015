import { review } from '../alerting/review.ts'
import type { Model } from '../model/model.ts'
import { isWatched, type Account } from './account.ts'
import { moveTime } from './closes.ts'
import { publishAt } from './due.ts'
import type { Crossings } from './model-change.ts'
import { bandOf, closeBefore, dayOf, scoreAt } from './score.ts'
import { applyTime, momentOf, publish, timeOf, type Context, type Step } from './step.ts'
import { moveAllSums } from './sums.ts'

/** Less evidence than this at a close is not worth publishing. */
const publishedEvidence = 0.01

/** What time alone does to an account at the moment `due`: alerts move, a day's close is published. */
export function applyDue(context: Context, account: Account, due: number): void {
  const step: Step = { context, account, eventId: null, notify: true }
  const said = context.out.alerts.length
  applyTime(step, Math.max(account.time, due))
  const closes = account.publishDay !== null && publishAt(account.id, account.publishDay) <= due
  if (closes) account.publishDay = nextPublication(account)
  // A faded account keeps its last published close.
  const turned = context.out.alerts.slice(said).some(({ status }) => status === 'OPENED' || status === 'RESOLVED')
  if ((closes && account.publishDay !== null) || turned) {
    publish(step, 'DECAY', scoreAt(account, account.time, context.model))
  }
}

/** The day after the one just published; null where too little evidence was left at its close. */
function nextPublication(account: Account): number | null {
  const day = account.publishDay!
  const back = dayOf(account.time) - day
  const close = closeBefore(account, account.time, back)
  return close === null || close.evidence >= publishedEvidence ? day + 1 : null
}

/** The account goes over to another model: sums stay, what they mean changes (cause MODEL). Nobody is paged one by one. */
export function applyModel(context: Context, account: Account, next: Model): Crossings {
  const { model } = context
  moveTime(account, timeOf(account, context.tick), model)
  moveAllSums(account, model, (driver) => model.halfLifeMs(driver) !== next.halfLifeMs(driver))
  const before = scoreAt(account, account.time, model)
  const band = bandOf(before, model.segment(account.crm.segment))
  const after = scoreAt(account, account.time, next)
  const step: Step = { context: { ...context, model: next }, account, eventId: null, notify: false }
  const said = context.out.alerts.length
  if (isWatched(account)) review(momentOf(step, 'MODEL', after, null))
  const bandAfter = bandOf(after, next.segment(account.crm.segment))
  if (before.value !== after.value || band !== bandAfter || context.out.alerts.length > said) publish(step, 'MODEL', after)
  return {
    opened: context.out.alerts.slice(said).filter(({ status }) => status === 'OPENED').length,
    below: band !== 'AT_RISK' && bandAfter === 'AT_RISK' ? 1 : 0,
    above: band === 'AT_RISK' && bandAfter !== 'AT_RISK' ? 1 : 0,
  }
}
