import { describe, expect, it } from 'vitest'
import { statusOf, transitions } from '../../../core/alerting/action.ts'
import type { OpenState } from '../../../core/alerting/alert.ts'
import { standingAfter, type Standing, type Told } from '../../../core/alerting/standing.ts'
import type { ActionKind, AlertAction } from '../../../schemas/types.ts'

const told = (more: Partial<Told<number>>): Told<number> => ({ status: 'UPDATED', by: null, summary: 'News.', at: 5, openedAt: 1, snoozedUntil: null, drivers: [], ...more })
const standing = (state: OpenState): Standing<number> => ({ state, stateBy: 'kim', stateAt: 2, reason: 'Down.', reasonAt: 1 })
const states = Object.keys(transitions) as OpenState[]

describe('where an alert stands by its steps', () => {
  it.each(states)('is after an action what the action makes of it: from %s', (state) => {
    for (const action of ['ACKNOWLEDGE', 'ASSIGN', 'SNOOZE'] as Exclude<ActionKind, 'UNKNOWN' | 'CLOSE'>[]) {
      const next = transitions[state][action]
      const step = told({ status: statusOf({ action } as AlertAction), by: 'lee', snoozedUntil: next === 'SNOOZED' ? 9 : null })
      expect(standingAfter(standing(state), step), action).toEqual({ state: next, stateBy: 'lee', stateAt: 5, reason: 'Down.', reasonAt: 1 })
    }
    expect(standingAfter(standing(state), told({ status: 'CLOSED', by: 'lee' }))).toMatchObject({ state: 'CLOSED', stateBy: 'lee' })
  })

  it.each(states)('is not changed by an update or an escalation, which may say anew what happened: from %s', (state) => {
    const snoozedUntil = state === 'SNOOZED' ? 9 : null
    for (const status of ['UPDATED', 'ESCALATED']) {
      expect(standingAfter(standing(state), told({ status, snoozedUntil }))).toEqual(standing(state))
      expect(standingAfter(standing(state), told({ status, snoozedUntil, drivers: [1] }))).toEqual({ ...standing(state), reason: 'News.', reasonAt: 5 })
    }
  })

  it('waits for somebody from the end of a snooze on', () => {
    expect(standingAfter(standing('SNOOZED'), told({}))).toMatchObject({ state: 'OPENED', stateBy: null, stateAt: 5 })
  })

  it('is what a step says where those before it are not known', () => {
    expect(standingAfter(null, told({}))).toEqual({ state: 'OPENED', stateBy: null, stateAt: 1, reason: 'News.', reasonAt: 5 })
    expect(standingAfter(null, told({ snoozedUntil: 9 }))).toMatchObject({ state: 'SNOOZED' })
  })
})
