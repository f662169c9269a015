import { createAnalyser } from '../../core/text/analyser.ts'
import type { CrmEvent, SurveyEvent, TouchPointEvent } from '../../schemas/types.ts'
import { loadLexicon } from '../../services/enricher/lexicon.ts'
import type { PlayedEvent } from '../../services/shared/playback/slices.ts'
import { company } from '../../services/simulator/company.ts'
import type { World } from '../../services/simulator/habits.ts'
import { beginning, history } from '../../services/simulator/history.ts'
import { createTimeline } from './timeline.ts'

const analyser = createAnalyser(loadLexicon())

/** The demo's world of a seed, whose 90 days of history end at `today` (epoch ms). */
export const demoWorld = (seed: number, today: number): World => ({ seed, accounts: company(seed), today })

/** The demo's events from its beginning to `until` and then `more`, as one timeline partition: texts analysed, contacts resolved to their accounts. */
export function demoTimeline(world: World, until: number, more: readonly PlayedEvent[] = []): ReturnType<typeof createTimeline> {
  const accountOf = new Map(world.accounts.flatMap(({ id, people }) => people.map((person) => [person.id, id] as const)))
  const timeline = createTimeline()
  const past = [...history(world, beginning(world), until)].flatMap(({ events }) => events)
  for (const { topic, event } of [...past, ...more]) {
    const accountId = event.accountId ?? accountOf.get(event.contactId ?? '') ?? null
    if (accountId === null) continue
    if (topic === 'touchpoints') addTouchPoint(timeline, { ...(event as TouchPointEvent), accountId })
    else if (topic === 'surveys') addSurvey(timeline, { ...(event as SurveyEvent), accountId })
    else if ((event as CrmEvent).kind !== 'CONTACT_UPSERTED') timeline.crm(event as CrmEvent)
  }
  return timeline
}

const sentiment = (text: string | null) => (text === null ? null : analyser.analyse(text, 'en').sentiment)
const addTouchPoint = (timeline: ReturnType<typeof createTimeline>, event: TouchPointEvent) => timeline.touchPoint(event, sentiment(event.text))
const addSurvey = (timeline: ReturnType<typeof createTimeline>, event: SurveyEvent) => timeline.survey(event, sentiment(event.comment))
