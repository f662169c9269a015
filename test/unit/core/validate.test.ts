import { describe, expect, test } from 'vitest'
import { utf8Bytes } from '../../../core/events/checks.ts'
import { identify } from '../../../core/events/identify.ts'
import { validate } from '../../../core/events/validate.ts'
import { failureCodes } from '../../../core/failures.ts'
import type { AlertAction, CrmEvent, SurveyEvent, TouchPointEvent } from '../../../schemas/types.ts'
import { accountUpsert, survey, touchPoint } from '../../helpers/events.ts'

const timestamp = Date.UTC(2026, 9, 1, 12)
const received = { timestamp, maxFutureSkewMs: 300_000 }
const umlauts = (bytes: number) => 'ü'.repeat(bytes / 2)

const action = (over: Partial<AlertAction> = {}): AlertAction => ({
  actionId: 'x1', occurredAt: timestamp, accountId: 'a1', alertId: 'a1~SCORE_BELOW~1', action: 'ACKNOWLEDGE', by: 'kim', assignee: null, until: null,
  outcome: null, note: null, ...over,
})

type Case = [fault: object, code: string, reason: string]

const touchPoints: [Partial<TouchPointEvent>, string, string][] = [
  [{ eventId: '' }, 'id.missing', 'eventId is empty'],
  [{ eventId: umlauts(258) }, 'id.too-long', 'eventId has 258 bytes; 256 are allowed'],
  [{ accountId: 'a'.repeat(257) }, 'id.too-long', 'accountId has 257 bytes; 256 are allowed'],
  [{ contactId: 'a'.repeat(257) }, 'id.too-long', 'contactId has 257 bytes; 256 are allowed'],
  [{ corrects: 'a'.repeat(257) }, 'id.too-long', 'corrects has 257 bytes; 256 are allowed'],
  [{ touchPoint: 'a'.repeat(257) }, 'id.too-long', 'touchPoint has 257 bytes; 256 are allowed'],
  [{ directness: 'UNKNOWN' }, 'enum.unknown', 'directness is UNKNOWN'],
  [{ measures: { a: 1, waitSeconds: NaN } }, 'number.not-finite', 'measures.waitSeconds is NaN'],
  [{ expected: { waitSeconds: -Infinity } }, 'number.not-finite', 'expected.waitSeconds is -Infinity'],
  [{ reach: -1 }, 'number.negative', 'reach is -1'],
  [{ occurredAt: timestamp + 300_001 }, 'time.in-future', 'occurredAt is 2026-10-01T12:05:00.001Z, 300 s after it was received; 300 s are allowed'],
  [{ occurredAt: 9e15 }, 'time.in-future', 'occurredAt is 9000000000000000 ms'],
  [{ occurredAt: Date.UTC(1990, 0, 1) - 1 }, 'time.too-old', 'occurredAt is 1989-12-31T23:59:59.999Z'],
  [{ text: umlauts(32_770) }, 'text.too-long', 'text has 32770 bytes; 32768 are allowed'],
  [{ touchPoint: 'survey.nps' }, 'touch-point.reserved', 'touchPoint is "survey.nps"'],
]

const surveys: [Partial<SurveyEvent>, string, string][] = [
  [{ eventId: '' }, 'id.missing', 'eventId is empty'],
  [{ surveyId: 'a'.repeat(257) }, 'id.too-long', 'surveyId has 257 bytes; 256 are allowed'],
  [{ status: 'UNKNOWN' }, 'enum.unknown', 'status is UNKNOWN'],
  [{ pattern: 'UNKNOWN' }, 'enum.unknown', 'pattern is UNKNOWN'],
  [{ metric: 'UNKNOWN' }, 'enum.unknown', 'metric is UNKNOWN'],
  [{ score: Infinity }, 'number.not-finite', 'score is Infinity'],
  [{ scaleMin: NaN }, 'number.not-finite', 'scaleMin is NaN'],
  [{ metric: 'CSAT', scaleMin: -1.7e308, scaleMax: 1.7e308 }, 'number.not-finite', 'scaleMax - scaleMin is Infinity'],
  [{ touchPoint: 'a'.repeat(257) }, 'id.too-long', 'touchPoint has 257 bytes; 256 are allowed'],
  [{ occurredAt: 0 }, 'time.too-old', 'occurredAt is 1970-01-01T00:00:00.000Z'],
  [{ comment: 'x'.repeat(32_769) }, 'text.too-long', 'comment has 32769 bytes'],
  [{ touchPoint: 'survey.' }, 'touch-point.reserved', 'touchPoint is "survey."'],
  [{ scaleMin: 10 }, 'survey.scale', 'scaleMin is 10, not below scaleMax 10'],
  [{ status: 'SENT', score: null, scaleMin: 11 }, 'survey.scale', 'scaleMin is 11, not below scaleMax 10'],
  [{ score: 10.5 }, 'survey.off-scale', 'score is 10.5, off the scale 0 to 10'],
  [{ score: -0.5 }, 'survey.off-scale', 'score is -0.5, off the scale 0 to 10'],
  [{ scaleMin: 1 }, 'survey.nps-scale', 'scaleMin and scaleMax are 1 and 10'],
  [{ higherIsBetter: false }, 'survey.nps-scale', 'higherIsBetter is false'],
  [{ score: null, comment: null }, 'survey.unanswered', 'score and comment are missing'],
]

const crm: [Partial<CrmEvent>, string, string][] = [
  [{ eventId: '' }, 'id.missing', 'eventId is empty'],
  [{ accountId: '' }, 'id.missing', 'accountId is empty'],
  [{ contactId: 'a'.repeat(257) }, 'id.too-long', 'contactId has 257 bytes'],
  [{ kind: 'UNKNOWN' }, 'enum.unknown', 'kind is UNKNOWN'],
  [{ account: { ...accountUpsert().account!, annualRevenue: NaN } }, 'number.not-finite', 'account.annualRevenue is NaN'],
  [{ occurredAt: timestamp + 1e7 }, 'time.in-future', 'occurredAt is'],
  [{ account: null }, 'crm.incomplete', 'account is missing'],
  [{ kind: 'CONTACT_UPSERTED', account: null }, 'crm.incomplete', 'contactId is missing'],
]

const actions: [Partial<AlertAction>, string, string][] = [
  [{ actionId: '' }, 'id.missing', 'actionId is empty'],
  [{ accountId: '' }, 'id.missing', 'accountId is empty'],
  [{ alertId: '' }, 'id.missing', 'alertId is empty'],
  [{ alertId: 'a'.repeat(257) }, 'id.too-long', 'alertId has 257 bytes'],
  [{ occurredAt: timestamp + 1e7 }, 'time.in-future', 'occurredAt is'],
  [{ note: 'x'.repeat(32_769) }, 'text.too-long', 'note has 32769 bytes'],
]

const kinds = [
  { kind: 'TOUCH_POINT', cases: touchPoints as Case[], check: (over: object) => validate.TOUCH_POINT(touchPoint(over), received) },
  { kind: 'SURVEY', cases: surveys as Case[], check: (over: object) => validate.SURVEY(survey(over), received) },
  { kind: 'ACCOUNT', cases: crm as Case[], check: (over: object) => validate.ACCOUNT(accountUpsert(over), received) },
  { kind: 'ACTION', cases: actions as Case[], check: (over: object) => validate.ACTION(action(over), received) },
]

describe.each(kinds)('$kind', ({ cases, check }) => {
  test('an event as it should be passes', () => expect(check({})).toBeNull())

  test.each(cases)('%o is %s', (fault, code, reason) => {
    expect(check(fault)).toMatchObject({ step: 'validate', code })
    expect(check(fault)!.reason).toContain(reason)
  })

  test('of two faults the one that comes first in the table of codes is reported', () => {
    const order: readonly string[] = failureCodes.validate
    const distinct = [...new Map(cases.map((each) => [each[1], each])).values()]
    for (const [later, code] of distinct) {
      for (const [earlier, first] of distinct) {
        const sameField = Object.keys(earlier).some((field) => field in later)
        if (order.indexOf(first) >= order.indexOf(code) || sameField) continue
        expect(check({ ...later, ...earlier })?.code, `${JSON.stringify(earlier).slice(0, 80)} with ${JSON.stringify(later).slice(0, 80)}`).toBe(first)
      }
    }
  })
})

test('every code of the step is reported by some case', () => {
  const reported = new Set(kinds.flatMap(({ cases }) => cases.map(([, code]) => code)))
  expect([...failureCodes.validate].filter((code) => !reported.has(code))).toEqual([])
})

test('what is just within its bounds passes', () => {
  expect(validate.TOUCH_POINT(touchPoint({
    eventId: umlauts(256), reach: 0, occurredAt: timestamp + 300_000, text: umlauts(32_768), outcome: 'UNKNOWN', stage: 'UNKNOWN', touchPoint: 'surveys',
  }), received)).toBeNull()
  expect(validate.TOUCH_POINT(touchPoint({ occurredAt: Date.UTC(1990, 0, 1) }), received)).toBeNull()
  expect(validate.SURVEY(survey({ score: 9.5 }), received)).toBeNull()
  expect(validate.SURVEY(survey({ score: null, comment: 'fine' }), received)).toBeNull()
  expect(validate.ACTION(action({ action: 'UNKNOWN' }), received), 'unknown actions are the scorer\'s to judge').toBeNull()
})

test('bytes are counted as UTF-8 counts them', () => {
  for (const text of ['', 'abc', 'ü', '€', '👍', 'a👍ü€', 'naïve — “quotes”']) expect(utf8Bytes(text), text).toBe(Buffer.byteLength(text))
})

describe('identify', () => {
  test('goes by the account where both are named', () => {
    expect(identify(touchPoint({ accountId: 'a', contactId: 'c' }))).toEqual({ kind: 'account', id: 'a' })
    expect(identify(touchPoint({ accountId: null, contactId: 'c' }))).toEqual({ kind: 'contact', id: 'c' })
    expect(identify(touchPoint({ accountId: '', contactId: 'c' }))).toEqual({ kind: 'contact', id: 'c' })
    expect(identify(accountUpsert({ kind: 'CONTACT_UPSERTED', contactId: 'c' }))).toEqual({ kind: 'contact', id: 'c' })
    expect(identify(action())).toEqual({ kind: 'account', id: 'a1' })
  })

  test('reports events of nobody, and erasure, which does not exist yet', () => {
    expect(identify(survey({ accountId: null, contactId: null }))).toMatchObject({ failure: { step: 'identify', code: 'account.missing' } })
    expect(identify(touchPoint({ accountId: '', contactId: '' }))).toMatchObject({ failure: { code: 'account.missing' } })
    expect(identify(accountUpsert({ kind: 'ERASURE_REQUESTED' }))).toMatchObject({ failure: { code: 'erasure.unsupported' } })
  })
})
