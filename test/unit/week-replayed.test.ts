import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { contractType } from '../../services/shared/avro/published.ts'
import { encodeAccount } from '../../services/scorer/account-codec.ts'
import { beginning } from '../../services/simulator/history.ts'
import { demoTimeline, demoWorld } from '../helpers/demo-timeline.ts'
import { createScorer, day } from '../helpers/timeline.ts'

const today = Date.UTC(2026, 10, 21, 15, 30)
const world = demoWorld(7, today)
const { entries } = demoTimeline(world, beginning(world) + 8 * day)
const alertType = contractType('alert')

/** Replays the week in transactions of at most `limit` records, forgetting all that is not in the state topic after every `crashEvery` of them. */
function replay(limit: number, crashEvery: number) {
  const scorer = createScorer()
  const hash = createHash('sha256')
  let alerts = 0
  let commits = 0
  for (let i = 0; i < entries.length; ) {
    const { outcome, done } = scorer.apply(entries[i]!, limit)
    scorer.commit()
    for (const alert of outcome.alerts) hash.update(alertType.toBuffer(alert))
    alerts += outcome.alerts.length
    if (done) i++
    if (++commits % crashEvery === 0) i = scorer.restart()
  }
  const state = createHash('sha256')
  for (const id of scorer.memory.accounts.ids()) state.update(encodeAccount(scorer.account(id)))
  return { alerts, digest: hash.digest('hex'), state: state.digest('hex') }
}

test('a week of the demo replayed twice, the second time in small pieces and with restarts, gives the same alerts and the same state byte for byte', () => {
  const first = replay(Infinity, Infinity)
  expect(first.alerts).toBeGreaterThan(50)
  expect(replay(Infinity, Infinity)).toEqual(first)
  expect(replay(3, 97)).toEqual(first)
})
