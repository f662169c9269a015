import { expect, test } from 'vitest'
import type { CrmEvent, SurveyEvent, TouchPointEvent } from '../../schemas/types.ts'
import { partitionFor } from '../../services/shared/kafka/partitioner.ts'
import type { PlayedEvent } from '../../services/shared/playback/slices.ts'
import { beginning, history } from '../../services/simulator/history.ts'
import { demoWorld } from '../helpers/demo-timeline.ts'
import { createScorer, createTimeline } from '../helpers/timeline.ts'

const today = Date.UTC(2026, 10, 21, 15, 30)
const partitions = 4

/** The demo's history as each partition of the timeline has it where of every slice one topic after the other is read. */
function timelines(seed: number, topics: readonly PlayedEvent['topic'][]) {
  const world = demoWorld(seed, today)
  const accountOf = new Map(world.accounts.flatMap(({ id, people }) => people.map((person) => [person.id, id] as const)))
  const all = Array.from({ length: partitions }, () => createTimeline())
  for (const { events } of history(world, beginning(world), today)) {
    for (const { topic, event } of topics.flatMap((each) => events.filter((own) => own.topic === each))) {
      const accountId = event.accountId ?? accountOf.get(event.contactId ?? '')!
      const timeline = all[partitionFor(Buffer.from(accountId), partitions)]!
      if (topic === 'touchpoints') timeline.touchPoint({ ...(event as TouchPointEvent), accountId })
      else if (topic === 'surveys') timeline.survey({ ...(event as SurveyEvent), accountId })
      else if ((event as CrmEvent).kind !== 'CONTACT_UPSERTED') timeline.crm(event as CrmEvent)
    }
  }
  return all
}

test.each([
  [1, ['surveys', 'crm', 'touchpoints']], [2, ['surveys', 'crm', 'touchpoints']],
] as const)('no source of the demo (seed %d) is called out for a topic that is read behind the others: %j', (seed, topics) => {
  const outages = timelines(seed, topics).flatMap(({ entries }, partition) => {
    const scorer = createScorer((source) => partitionFor(Buffer.from(source), partitions) === partition)
    return entries.flatMap((entry) => scorer.apply(entry).outcome.alerts).filter(({ kind }) => kind === 'SOURCE_OUTAGE')
  })
  expect(outages.map(({ summary }) => summary)).toEqual([])
})
