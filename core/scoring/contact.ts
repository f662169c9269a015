import { countBad, uncountBad } from '../alerting/burst.ts'
import { reviewSurvey } from '../alerting/low-survey.ts'
import { review } from '../alerting/review.ts'
import { withContact } from '../alerting/silent.ts'
import type { Model } from '../model/model.ts'
import type { Failure } from '../failures.ts'
import { keptVerbatims, mostDrivers, type Account } from './account.ts'
import type { Entry } from './entry.ts'
import { identify, remember, replace } from './identity.ts'
import { surveyObservation, touchPointObservation } from './observation.ts'
import { interactionRecord, symbol } from './outputs.ts'
import { dayOf, scoreAt } from './score.ts'
import { applyTime, momentOf, publish, timeOf, type Context, type Step } from './step.ts'
import { addObservation, touch } from './sums.ts'

type ContactEntry = Extract<Entry, { kind: 'TOUCH_POINT' | 'SURVEY' }>

/** Applies a touch point or a survey to its account. False where the event changed nothing: a duplicate, or superseded. A Failure: it cannot be applied. */
export function applyContact(context: Context, account: Account, entry: ContactEntry): boolean | Failure {
  const { model, out, tick } = context
  const { event } = entry
  const now = timeOf(account, tick)
  const identity = identify(account, event.eventId, now, model)
  if (identity !== 'new') {
    out.counts[identity === 'duplicate' ? 'duplicates' : 'superseded']++
    return false
  }
  const isContact = entry.kind === 'TOUCH_POINT' || entry.event.status === 'ANSWERED'
  const observation = isContact ? observe(context, entry) : null
  if (observation !== null && isOneTooMany(account, observation.driver)) {
    return { step: 'score', code: 'touch-point.too-many', reason: `touchPoint would be driver ${mostDrivers + 1} of the account; ${mostDrivers} are allowed` }
  }
  const step: Step = { context, account, eventId: event.eventId, notify: true }
  const moved = applyTime(step, Math.max(now, event.occurredAt))
  const before = scoreAt(account, account.time, model)

  const note = noteOf(entry)
  const corrects = event.corrects !== null && event.corrects !== event.eventId ? event.corrects : null
  const replaced = corrects === null ? null : replace(account, corrects, event.eventId, note, model)
  const rules = model.segment(account.crm.segment)
  if (replaced?.observation) uncountBad(account, replaced.observation.value, replaced.observation.occurredAt, rules)
  if (observation !== null) {
    addObservation(account, observation, event.occurredAt, model)
    touch(account, observation.driver, event.eventId, note)
    account.publishDay ??= dayOf(account.time)
    countBad(account, observation.value, event.occurredAt, account.time, rules)
  }
  if (isContact) noteContact(account, entry, model)

  const changed = isContact || replaced !== null
  const cause = replaced !== null ? 'CORRECTION' : isContact ? 'EVENT' : 'DECAY'
  const score = changed ? scoreAt(account, account.time, model) : before
  if (changed) review(momentOf(step, cause, score, observation))
  if (entry.kind === 'SURVEY' && observation !== null) {
    reviewSurvey(momentOf(step, cause, score, observation), { contactId: event.contactId, value: observation.value, occurredAt: event.occurredAt }, before)
  }
  const scored = { account, model, at: account.time, cause, eventId: event.eventId, position: context.position, score } as const
  out.interactions.push(interactionRecord(contactOf(entry), scored, observation))
  remember(account, event.eventId, event.occurredAt, observation, model)
  if (changed || moved) publish(step, cause, score)
  return true
}

const isOneTooMany = (account: Account, driver: string): boolean =>
  account.drivers.length >= mostDrivers && account.drivers.find(driver) < 0

function observe(context: Context, entry: ContactEntry) {
  const { model, out } = context
  if (entry.kind === 'SURVEY') return surveyObservation(entry.event, entry.text.sentiment, model)
  if (!model.knows(entry.event.touchPoint)) out.counts.unknownTouchPoints++
  return touchPointObservation(entry.event, entry.text.sentiment, model)
}

/** How the contact went, in a word or two for people. */
function noteOf(entry: ContactEntry): string | null {
  if (entry.kind === 'TOUCH_POINT') return symbol(entry.event.outcome)
  const { metric, score } = entry.event
  return score === null ? metric : `${metric} ${score}`
}

function noteContact(account: Account, entry: ContactEntry, model: Model): void {
  const { event } = entry
  account.contacts++
  account.lastContactAt = Math.max(account.lastContactAt ?? -Infinity, event.occurredAt)
  const companys = entry.kind === 'TOUCH_POINT' && model.touchPoint(entry.event.touchPoint).companyRhythm
  if (!companys) {
    if (event.occurredAt >= (account.rhythm?.lastAt ?? -Infinity)) account.fedBy = event.source
    account.rhythm = withContact(account.rhythm, event.occurredAt)
  }
  const stage = symbol(event.stage)
  if (stage !== null && event.occurredAt >= (account.stageAt ?? -Infinity)) {
    account.stage = stage
    account.stageAt = event.occurredAt
  }
  const text = entry.kind === 'TOUCH_POINT' ? entry.event.text : entry.event.comment
  if (text === null) return
  account.verbatims.push(event.eventId)
  if (account.verbatims.length > keptVerbatims) account.verbatims.shift()
}

const contactOf = (entry: ContactEntry) => ({
  touchPoint: entry.kind === 'TOUCH_POINT' ? entry.event : null,
  survey: entry.kind === 'SURVEY' ? entry.event : null,
  text: entry.text,
  receivedAt: entry.timestamp,
})
