import { expect, test } from 'vitest'
import { createAnalyser } from '../../core/text/analyser.ts'
import type { AlertEvent, CrmEvent, SurveyEvent, TouchPointEvent } from '../../schemas/types.ts'
import { loadLexicon } from '../../services/enricher/lexicon.ts'
import type { PlayedEvent } from '../../services/shared/playback/slices.ts'
import { company } from '../../services/simulator/company.ts'
import { beginning, history } from '../../services/simulator/history.ts'
import { livePlay } from '../../services/simulator/live.ts'
import { createScorer, createTimeline } from '../helpers/timeline.ts'

const today = Date.UTC(2026, 10, 21, 15, 30)
const minute = 60_000
const rate = 3
const analyser = createAnalyser(loadLexicon())

/** What the scorer says to the demo's 90 days and its first minute. Events that name only a contact are left out: they can only add to it. */
function alertsOf(seed: number): AlertEvent[] {
  const world = { seed, accounts: company(seed), today }
  const past = [...history(world, beginning(world), today)].flatMap(({ events }) => events)
  const timeline = createTimeline()
  for (const played of [...past, ...livePlay(world, rate, today)(today, today + minute)]) add(timeline, played)
  const scorer = createScorer()
  const alerts: AlertEvent[] = []
  for (const entry of timeline.entries) alerts.push(...scorer.apply(entry).outcome.alerts)
  return alerts
}

function add(timeline: ReturnType<typeof createTimeline>, { topic, event }: PlayedEvent): void {
  if (event.accountId === null) return
  const sentiment = (text: string | null) => (text === null ? null : analyser.analyse(text, 'en').sentiment)
  if (topic === 'touchpoints') timeline.touchPoint(event as TouchPointEvent, sentiment((event as TouchPointEvent).text))
  else if (topic === 'surveys') timeline.survey(event as SurveyEvent, sentiment((event as SurveyEvent).comment))
  else timeline.crm(event as CrmEvent)
}

test.each([1, 2, 3])('several alerts of several kinds open in the first minute of the demo (seed %d)', (seed) => {
  const first = alertsOf(seed).filter(({ at, status }) => at >= today && status === 'OPENED')
  const kinds = [...Map.groupBy(first, ({ kind }) => kind)].map(([kind, all]) => `${kind} ${all.length}`)
  expect(first.length, kinds.join()).toBeGreaterThanOrEqual(10)
  expect(kinds.map((each) => each.split(' ')[0])).toEqual(expect.arrayContaining(['SCORE_BELOW', 'SCORE_DROP', 'LOW_SURVEY', 'SILENT']))
})
