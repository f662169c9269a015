import { describe, expect, it } from 'vitest'
import { createAnalyser } from '../../core/text/analyser.ts'
import { loadLexicon } from '../../services/enricher/lexicon.ts'
import { contractType } from '../../services/shared/avro/published.ts'
import { dayMs } from '../../services/shared/playback/slices.ts'
import { ambient } from '../../services/simulator/ambient.ts'
import { company } from '../../services/simulator/company.ts'
import { beginning, history } from '../../services/simulator/history.ts'
import { livePlay } from '../../services/simulator/live.ts'
import { stories, storiesOf } from '../../services/simulator/stories.ts'
import { allVerbatims } from '../../services/simulator/verbatims.ts'
import type { CrmEvent, SurveyEvent, TouchPointEvent } from '../../schemas/types.ts'
import type { PlayedEvent } from '../../services/shared/playback/slices.ts'

const today = Date.UTC(2026, 10, 21, 15, 30)
const world = { seed: 1, accounts: company(1), today }
const past = [...history(world, beginning(world), today)].flatMap((slice) => slice.events)
const contracts = { touchpoints: 'touch-point', surveys: 'survey', crm: 'crm' } as const
const ids = (events: readonly PlayedEvent[]) => events.map(({ event }) => event.eventId)
const minute = 60_000

describe('the simulated company', () => {
  it('has 300 accounts of several kinds, each with somebody who answers for it', () => {
    expect(world.accounts).toHaveLength(300)
    expect(new Set(world.accounts.map(({ name }) => name)).size).toBe(300)
    for (const property of ['segment', 'vertical', 'region', 'arc', 'currency'] as const) expect(new Set(world.accounts.map((each) => each[property])).size, property).toBeGreaterThan(2)
    for (const { owner, escalationOwner, annualRevenue, people, parentId } of world.accounts) {
      expect(owner).toMatch(/^[a-z]+\.[a-z]+$/)
      expect(escalationOwner).not.toBe('')
      expect(annualRevenue).toBeGreaterThan(0)
      expect(people.length).toBeGreaterThan(0)
      if (parentId !== null) expect(world.accounts.some(({ id }) => id === parentId)).toBe(true)
    }
  })

  it('is the same for the same seed and another for another', () => {
    expect(company(1)).toEqual(company(1))
    expect(company(2).map(({ name }) => name)).not.toEqual(company(1).map(({ name }) => name))
  })
})

describe('what happens', () => {
  it('fits the published schemas, has one id each, and is in order of time within a day', () => {
    expect(past.length).toBeGreaterThan(15_000)
    expect(new Set(ids(past)).size).toBe(past.length)
    for (const { topic, event } of past) expect(contractType(contracts[topic]).isValid(event), event.eventId).toBe(true)
  })

  it('begins with the CRM: an account and its people are known before anything happens to them', () => {
    const known = new Map<string, number>()
    for (const { topic, event } of past) if (topic === 'crm') known.set((event as CrmEvent).contactId ?? (event as CrmEvent).accountId, event.occurredAt)
    expect(known.size).toBe(300 + world.accounts.reduce((sum, { people }) => sum + people.length, 0))
    for (const { topic, event } of past) if (topic !== 'crm') for (const id of [event.accountId, (event as TouchPointEvent).contactId]) {
      if (id !== null) expect(known.get(id), `${event.eventId} of ${id}`).toBeLessThan(event.occurredAt)
    }
  })

  it('is the same however time is cut, and in every run', () => {
    const cut = today - 40 * dayMs + 5_000_000
    const [before, after] = [[...history(world, beginning(world), cut)], [...history(world, cut, today)]].map((slices) => slices.flatMap((slice) => slice.events))
    expect([...before!, ...after!].map(({ event }) => event)).toEqual(past.map(({ event }) => event))

    const whole = livePlay(world, 3, today)(today, today + 10 * minute)
    const play = livePlay({ ...world, accounts: company(1) }, 3, today)
    const pieces = Array.from({ length: 600 }, (_, i) => play(today + i * 1000, today + (i + 1) * 1000)).flat()
    expect(ids(pieces)).toEqual(ids(whole))
    expect(pieces).toEqual(whole)
  })

  it('has good and bad accounts: those in trouble get worse surveys than the others', () => {
    const scores = (arc: string) => past.flatMap(({ topic, event }) => {
      const account = world.accounts.find(({ id }) => id === event.accountId)
      return topic === 'surveys' && account?.arc === arc && (event as SurveyEvent).metric === 'CSAT' && event.occurredAt > today - 25 * dayMs
        && (event as SurveyEvent).status === 'ANSWERED' ? [(event as SurveyEvent).score!] : []
    })
    const mean = (all: number[]) => all.reduce((sum, each) => sum + each, 0) / all.length
    expect(mean(scores('troubled'))).toBeLessThan(mean(scores('steady')) - 1)
  })

  it('lets three accounts fade: their silence lasts 30 days within the first minute of live play', () => {
    const fading = world.accounts.filter(({ arc }) => arc === 'fading')
    expect(fading).toHaveLength(3)
    const live = livePlay(world, 3, today)(today, today + 60 * minute)
    for (const { id } of fading) {
      const contacts = past.filter(({ event }) => event.accountId === id && 'touchPoint' in event && event.touchPoint !== 'billing.invoice')
      const due = contacts.at(-1)!.at + 30 * dayMs
      expect(due).toBeGreaterThan(today)
      expect(due).toBeLessThan(today + minute)
      expect(new Set(contacts.map(({ at }) => Math.floor(at / dayMs))).size, 'contact days').toBeGreaterThan(15)
      expect(live.filter(({ event }) => event.accountId === id)).toEqual([])
    }
  })
})

describe('live play', () => {
  it('never gives an event from outside the window asked for', () => {
    const play = livePlay(world, 3, today)
    for (let from = today; from < today + 5 * minute; from += 777) {
      for (const { at, event } of play(from, from + 777)) expect([event.eventId, at >= from && at < from + 777]).toEqual([event.eventId, true])
    }
  })

  it('goes at the rate it is told, beside the stories', () => {
    for (const rate of [1, 20]) expect(ambient(world, rate, today + minute, today + 11 * minute).length / 600 / rate).toBeCloseTo(1, 1)
  })

  it('opens with an outage in one region, a broken promise, a lost champion, wrong invoices, and a win-back of those promised', () => {
    const opening = storiesOf(world, 0)
    expect(opening).toHaveLength(5)
    for (const { cast } of opening) expect(cast.length).toBeGreaterThan(0)
    expect(new Set(opening[0]!.cast.map(({ region }) => region)).size).toBe(1)
    expect(opening[4]!.cast).toEqual(opening[1]!.cast)
    const victims = opening.slice(0, 4).flatMap(({ cast }) => cast)
    expect(new Set(victims).size).toBe(victims.length)
    const firstMinute = stories(world, today, today + minute)
    const bad = firstMinute.filter(({ event }) => (event as SurveyEvent).metric === 'NPS' && (event as SurveyEvent).score! <= 3)
    expect(bad.length).toBeGreaterThanOrEqual(2)
  })

  it('has these stories for every seed', () => {
    for (let seed = 2; seed < 12; seed++) {
      const other = { seed, accounts: company(seed), today }
      for (const { cast } of storiesOf(other, 0)) expect(cast.length, `seed ${seed}`).toBeGreaterThan(0)
    }
  })

  it('calms down in the course of hours, so that scores stay movable', () => {
    const begunIn = (hour: number) => Array.from({ length: 60 }, (_, i) => storiesOf(world, hour * 60 + i + 1).length).reduce((sum, each) => sum + each, 0)
    expect(begunIn(0)).toBeGreaterThan(40)
    expect(begunIn(12)).toBeLessThan(10)
  })
})

describe('what customers write', () => {
  const analyser = createAnalyser(loadLexicon())

  it('are more than 200 different texts', () => {
    expect(new Set(allVerbatims().map(({ text }) => text)).size).toBeGreaterThan(200)
  })

  it('fit their tone: the analysis never takes a complaint for praise or praise for a complaint', () => {
    for (const { tone, text } of allVerbatims()) {
      const { sentiment } = analyser.analyse(text, 'en')
      if (sentiment !== null) expect(Math.sign(sentiment), text).toBe(tone === 'good' ? 1 : -1)
    }
  })

  it('fit the outcome, the answer and the figures of their event', () => {
    const live = livePlay(world, 3, today)(today, today + 60 * minute)
    let texts = 0
    for (const { topic, event } of [...past, ...live]) {
      const text = topic === 'touchpoints' ? (event as TouchPointEvent).text : topic === 'surveys' ? (event as SurveyEvent).comment : null
      if (text === null) continue
      texts++
      const sentiment = analyser.analyse(text, 'en').sentiment ?? 0
      const good = topic === 'surveys' ? isGood(event as SurveyEvent) : goodOutcome(event as TouchPointEvent)
      if (good !== null) expect(good ? sentiment >= 0 : sentiment <= 0, `${event.eventId}: ${text}`).toBe(true)
      const { delayDays, waitSeconds, hours } = topic === 'touchpoints' ? (event as TouchPointEvent).measures : {} as Record<string, number | undefined>
      const quoted = (unit: string) => Number(new RegExp(`(\\d+) ${unit}`).exec(text)?.[1] ?? Number.NaN)
      if (delayDays !== undefined && !Number.isNaN(quoted('day'))) expect(quoted('day'), text).toBe(Math.abs(delayDays))
      if (waitSeconds !== undefined && !Number.isNaN(quoted('minute')) && !event.eventId.includes('story')) expect(quoted('minute'), text).toBe(Math.max(1, Math.round(waitSeconds / 60)))
      if (hours !== undefined && !Number.isNaN(quoted('hour'))) expect(quoted('hour'), text).toBe(hours)
    }
    expect(texts).toBeGreaterThan(500)
  })
})

const isGood = ({ score, scaleMin, scaleMax, higherIsBetter }: SurveyEvent) => ((score! - scaleMin) / (scaleMax - scaleMin) > 0.5) === higherIsBetter
const goodOutcome = ({ outcome, measures }: TouchPointEvent): boolean | null =>
  outcome === null ? (measures.delayDays === undefined ? null : measures.delayDays <= 0) : outcome === 'SUCCEEDED' || outcome === 'PRAISED'
