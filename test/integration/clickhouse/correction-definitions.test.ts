import { describe, expect, it } from 'vitest'
import { seeded } from '../../helpers/experience-data.ts'
import { experienceStore } from '../../helpers/experience-store.ts'
import { createTimeline, day, score, settingsOf, shippedModel, start, touchPoint } from '../../helpers/timeline.ts'

const until = start + 40 * day
const outcomes = ['SUCCEEDED', 'FAILED', 'COMPLAINED', 'ABANDONED'] as const
/** Contacts by name, in the order of the log: what each corrects, and on which day it arrives. */
const cases: Readonly<Record<string, readonly (readonly [id: string, corrects: string | null, onDay: number])[]>> = {
  'names itself': [['a', 'a', 0], ['b', 'b', 1]],
  'is corrected, and so is its correction, and then it is once more': [['a', null, 0], ['b', 'a', 1], ['c', 'b', 2], ['d', 'a', 3]],
  'is corrected by way of its corrections': [['a', null, 0], ['b', 'a', 1], ['c', 'b', 2], ['d', 'c', 3], ['e', 'b', 4]],
  'comes again as a correction after the scorer has forgotten it': [['a', null, 0], ['b', 'a', 0], ['x', null, 8], ['b', 'a', 9]],
  'comes after its correction': [['b', 'a', 0], ['a', null, 1], ['c', 'b', 2]],
  'was a correction that came after its own': [['a', null, 0], ['c', 'b', 1], ['b', 'a', 2]],
}

/** The first of two corrections, again after the scorer has forgotten both. */
const forgotten = 'forgotten'
const overtaken: (typeof cases)[string] = [['a', null, 0], ['b', 'a', 0], ['d', 'a', 0], ['x', null, 8], ['b', 'a', 9]]

/** Contacts with corrections of anything, for a scorer that forgets no id. */
function randomContacts(seed: number, t: ReturnType<typeof createTimeline>): void {
  const random = seeded(seed)
  for (let account = 0; account < 60; account++) {
    for (let n = 0; n < 25; n++) {
      const corrects = random() < 0.5 ? `e${Math.floor(random() * 26)}` : null
      t.touchPoint(touchPoint(`e${n}`, start + Math.floor(random() * 39 * day), { accountId: `random-${account}`, outcome: outcomes[Math.floor(random() * 4)]!, corrects }))
    }
    t.touchPoint(touchPoint('last', until, { accountId: `random-${account}`, outcome: 'SUCCEEDED' }))
  }
}

function scored(fill: (t: ReturnType<typeof createTimeline>) => void, dedup = shippedModel().score.dedup) {
  const model = shippedModel()
  const t = createTimeline(settingsOf({ ...model, score: { ...model.score, dedup } }))
  fill(t)
  return score(t.entries)
}

const fixed = scored((t) => {
  const contacts = Object.entries({ ...cases, [forgotten]: overtaken }).flatMap(([accountId, each]) => [...each, ['last', null, 40] as const]
    .map(([id, corrects, onDay], i) => touchPoint(id, start + onDay * day, { accountId, corrects, outcome: outcomes[i % 4]! })))
  // All accounts have one clock.
  for (const each of contacts.sort((one, other) => one.occurredAt - other.occurredAt)) t.touchPoint(each)
})
const random = scored((t) => randomContacts(3, t), { window: 'P3650D', ids: 1_000_000 })
const db = experienceStore({ contacts: [...fixed.interactions, ...random.interactions].map((each, logOffset) => ({ ...each, logOffset })), scores: [], alerts: [] })

const today = (accounts: string) => db.rows(`SELECT account_id AS key, observations, score FROM scores_as_known_today(then = '${new Date(until).toISOString().slice(0, -1)}',
  prior_mean = 70, prior_strength = 2, half_life_days = 30, half_lives = map('none', 1)) WHERE ${accounts} ORDER BY key`)
/** What the scorer last said of each account, when its time was `until`. */
const said = ({ scores }: typeof fixed) => [...Map.groupBy(scores.filter((each) => each.at === until), (each) => each.accountId)]
  .map(([key, all]) => ({ key, observations: all.at(-1)!.observations, score: expect.closeTo(all.at(-1)!.score, 9) })).sort((a, b) => (a.key < b.key ? -1 : 1))

describe('what corrections leave standing is what the scorer has in its sums', () => {
  it.each(Object.keys(cases))('where an event %s', async (accountId) => {
    const expected = said(fixed).filter(({ key }) => key === accountId)
    expect(expected).toHaveLength(1)
    expect(await today(`account_id = '${accountId}'`)).toEqual(expected)
  })

  it('of random corrections, where it forgets no event', async () => {
    const expected = said(random)
    expect(expected).toHaveLength(60)
    expect(random.counts.superseded).toBeGreaterThan(20)
    expect(await today('account_id LIKE \'random-%\'')).toEqual(expected)
  })

  it('but a repeat that it took for new puts nothing back that was replaced', async () => {
    expect(said(fixed).find(({ key }) => key === forgotten)!.observations).toBe(4)
    expect(await today(`account_id = '${forgotten}'`)).toMatchObject([{ observations: 3 }])
    expect(await db.rows(`SELECT event_id FROM superseded_events WHERE account_id = '${forgotten}' ORDER BY event_id`)).toEqual([{ event_id: 'a' }, { event_id: 'b' }])
  })
})
