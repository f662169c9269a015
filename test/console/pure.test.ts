import { describe, expect, test } from 'vitest'
import { mostAccounts } from '../../services/api/portfolio-queries.ts'
import { endInWords, explainedBy } from '../../services/console/src/alert-past.ts'
import type { Alert, LiveAlert } from '../../services/console/src/api.ts'
import { atRiskOf } from '../../services/console/src/at-risk.ts'
import { dayTicks, logAxis, roundUp, stepTo } from '../../services/console/src/chart-axes.ts'
import { spanOf, within } from '../../services/console/src/chart-range.ts'
import { snarlsOf, stagesOf } from '../../services/console/src/corridor.ts'
import { driverLayers } from '../../services/console/src/driver-layers.ts'
import { age, byCurrency, csv, driverName, money, signed, words } from '../../services/console/src/format.ts'
import { inTurns } from '../../services/console/src/in-turns.ts'
import { summaryOf } from '../../services/console/src/inbox-summary.ts'
import { OpenAlerts } from '../../services/console/src/open-alerts.ts'
import { idIn } from '../../services/console/src/path.ts'
import { latestPeople } from '../../services/console/src/people.ts'
import { groupsOf, partOf, quadrantSum } from '../../services/console/src/portfolio.ts'
import { rightsOf } from '../../services/console/src/rights.ts'
import { alertStates, becameOf, byUrgency, dueOf, isOpen, leftFor, matches } from '../../services/console/src/urgency.ts'

const now = Date.UTC(2026, 10, 25, 9)
const day = 86_400_000
const at = (days: number) => new Date(now - days * day).toISOString()

describe('words and figures', () => {
  test.each([[0, 'now'], [59_000, 'now'], [60_000, '1 min'], [3_599_000, '59 min'], [3_600_000, '1 h'], [3 * day + 5, '3 d']])('%d ms is %s', (ms, expected) => {
    expect(age(now - ms, now)).toBe(expected)
    expect(age(now + ms, now), 'ahead as behind').toBe(expected)
  })
  test('money keeps its currency; what is missing is a dash', () => {
    expect(money(654_321, 'EUR')).toContain('€')
    expect(money(5, 'not a currency')).toBe('5 not a currency')
    expect(money(null, 'EUR')).toBe('–')
  })
  test('currencies are never added up', () => {
    expect(byCurrency([{ amount: 5, currency: 'EUR' }, { amount: 9, currency: 'USD' }, { amount: 1, currency: 'EUR' }, { amount: null, currency: 'EUR' }])).toEqual([['USD', 9], ['EUR', 6]])
  })
  test('signs and symbols', () => {
    expect([signed(-3.14), signed(2), signed(-0.04), signed(0), words('AT_RISK'), words('segment'), words(null)]).toEqual(['−3.1', '+2.0', '0.0', '0.0', 'At risk', 'Segment', '–'])
  })
  test.each([['support.call', 'Support call'], ['survey.nps', 'NPS survey'], ['on-time_delivery', 'On time delivery'], ['prior', 'Prior']])('the driver %s is called %s', (driver, name) => {
    expect(driverName(driver)).toBe(name)
  })
  test('CSV quotes what it must, and gives a spreadsheet no formula', () => {
    expect(csv(['a', 'b'], [['x "y", z', -5], ['=1+1', null], ['line\nbreak', 0]])).toBe('a,b\r\n"x ""y"", z",-5\r\n\'=1+1,\r\n"line\nbreak",0')
  })
})

describe('the inbox', () => {
  const alert = (more: object) => ({ alertId: 'a~SILENT~1', severity: 'NORMAL', status: 'OPENED', state: 'OPENED', stateAt: at(1), reason: 'Down', revenueAtRisk: null, openedAt: at(1), accountId: 'a', accountName: 'Acme', summary: 'Down', kind: 'SILENT', owner: 'kim', segment: null, ...more }) as never
  test('an alert is due by its severity and segment, from its opening or from when somebody was given it; what was escalated is overdue, what is taken waits for nobody', () => {
    const hours = (CRITICAL: number, HIGH: number, NORMAL: number) => ({ CRITICAL: CRITICAL * 3600, HIGH: HIGH * 3600, NORMAL: NORMAL * 3600 })
    const promised = { within: hours(4, 24, 72), segments: [{ segment: 'vip', within: hours(1, 2, 3) }] }
    const due = (more: object) => { const found = dueOf(alert({ escalationLevel: 0, at: at(0), ...more }), promised, now); return found && [(found.at - now) / 3_600_000, found.missed] }
    expect([due({}), due({ severity: 'CRITICAL' }), due({ segment: 'vip' }), due({ status: 'ASSIGNED', stateAt: at(0) }), due({ status: 'ESCALATED', escalationLevel: 1 }), due({ status: 'UPDATED', state: 'ACKNOWLEDGED' }), due({ status: 'UPDATED', state: 'SNOOZED' })])
      .toEqual([[48, false], [-20, true], [-21, true], [72, false], [48, true], null, null])
    expect(dueOf(alert({ escalationLevel: 0 }), undefined, now)).toBeNull()
  })

  test('critical first, then who is not seen to yet, then the most revenue, then the oldest; what was put off last', () => {
    const names = ['critical', 'seen', 'rich', 'poor', 'old', 'later']
    const later = alert({ severity: 'CRITICAL', status: 'UPDATED', state: 'SNOOZED', revenueAtRisk: 99, alertId: 'later' })
    const [critical, seen, rich, poor, old] = [alert({ severity: 'CRITICAL', alertId: 'critical' }), alert({ status: 'UPDATED', state: 'ACKNOWLEDGED', revenueAtRisk: 99, alertId: 'seen' }),
      alert({ revenueAtRisk: 10, alertId: 'rich' }), alert({ revenueAtRisk: 1, alertId: 'poor' }), alert({ revenueAtRisk: 1, openedAt: at(2), alertId: 'old' })]
    expect([later, seen, poor, rich, old, critical].sort(byUrgency(undefined)).map(({ alertId }) => alertId)).toEqual([names[0], names[2], names[4], names[3], names[1], names[5]])
  })
  test('its figures: of each account the revenue once, owners by what is overdue, taken ones wait for nobody', () => {
    const promised = { within: { CRITICAL: 3600, HIGH: 3600, NORMAL: 172_800 }, segments: [] }
    const more = { revenueAtRisk: 10, currency: 'EUR', at: at(0), escalationLevel: 0 }
    const found = summaryOf([
      alert({ ...more, owner: 'kim' }), alert({ ...more, owner: 'lee', severity: 'CRITICAL', alertId: 'b' }), alert({ ...more, owner: 'lee', state: 'ACKNOWLEDGED', alertId: 'c' }),
      alert({ ...more, owner: 'lee', accountId: 'b', currency: 'USD', alertId: 'd' }), alert({ ...more, owner: 'lee', accountId: null, alertId: 'e' }),
    ], promised, now)
    expect(found).toEqual({
      alerts: 5, critical: 1, overdue: 1, waiting: 4, accounts: 2, revenueAtRisk: [['EUR', 10], ['USD', 10]],
      owners: [{ owner: 'lee', alerts: 4, critical: 1, overdue: 1 }, { owner: 'kim', alerts: 1, critical: 0, overdue: 0 }],
    })
  })
  test('revenue at risk is that of the account now, once, where its alerts say what was; a later step knows better', () => {
    const known = { asOf: at(0.5), accounts: new Map([['well', { band: 'HEALTHY', annualRevenue: 500, currency: 'EUR' }], ['ill', { band: 'AT_RISK', annualRevenue: 70, currency: 'EUR' }], ['poor', { band: 'AT_RISK', annualRevenue: null, currency: null }]]) }
    const of = (accountId: string | null, revenueAtRisk: number | null, days = 1) => alert({ alertId: `${accountId}${days}`, accountId, revenueAtRisk, currency: 'EUR', at: at(days) }) as LiveAlert
    const [well, ill, early, fresh] = [of('well', 500), of('ill', 0), of('ill', 0, 3), of('well', 500, 0)]
    expect([well, ill, fresh, of('poor', 3), of('new', 4), of(null, null)].map((each) => atRiskOf(each, known).amount)).toEqual([0, 70, 500, null, 4, null])
    expect([well, ill].sort(byUrgency(known)), 'also for the order').toEqual([ill, well])
    expect([summaryOf([well, ill, early], undefined, now, known), summaryOf([of('a', 9, 1), of('a', 0, 2)], undefined, now)].map(({ revenueAtRisk }) => revenueAtRisk), 'the latest step where the account is not known').toEqual([[['EUR', 70]], [['EUR', 9]]])
  })
  test('steps may come in any order; what ended does not come back, and is let go', () => {
    const alerts = new OpenAlerts()
    const step = (alertId: string, sequence: number, status: string) => alert({ alertId, sequence, status }) as Alert
    expect([alerts.apply(step('a', 2, 'UPDATED')), alerts.apply(step('a', 1, 'OPENED')), alerts.apply(step('a', 3, 'CLOSED')), alerts.apply(step('a', 2, 'UPDATED'))]).toEqual([true, false, true, false])
    expect(alerts.list()).toEqual([])
    for (let i = 0; i < 5000; i++) for (const [sequence, status] of [[1, 'OPENED'], [2, 'RESOLVED']] as const) alerts.apply(step(`n${i}`, sequence, status))
    expect([alerts.list().length, alerts.apply(step('n4999', 1, 'OPENED')), alerts.apply(step('n0', 1, 'OPENED'))], 'the latest are remembered, not all').toEqual([0, false, true])
  })
  test('what the log says is not open is let go before it is known how it ended', () => {
    const alerts = new OpenAlerts()
    const step = (sequence: number, status: string) => alert({ alertId: 'a', sequence, status }) as Alert
    expect([alerts.apply(step(1, 'OPENED')), alerts.letGo('a'), alerts.letGo('a'), alerts.apply(step(1, 'OPENED')), alerts.apply(step(2, 'CLOSED'))]).toEqual([true, true, false, false, true])
    expect(alerts.list()).toEqual([])
  })
  test('an update leaves an alert as people left it, in whatever order list and stream tell of that', () => {
    const told = (sequence: number, status: string, more = {}) => alert({ alertId: 'a', sequence, status, at: at(9 - sequence), snoozedUntil: null, by: null, drivers: [], summary: `step ${sequence}`, ...more }) as LiveAlert
    const step = (...of: Parameters<typeof told>): Alert => { const { state: _, stateAt: __, reason: ___, ...own } = told(...of); return own as never as Alert }
    const opened = step(1, 'OPENED'), taken = step(2, 'ACKNOWLEDGED', { by: 'kim' }), worse = step(3, 'UPDATED', { severity: 'CRITICAL', drivers: [1] }), put = step(4, 'SNOOZED', { by: 'lee', snoozedUntil: at(-1) }), back = step(5, 'UPDATED')
    const listed = told(2, 'ACKNOWLEDGED', { state: 'ACKNOWLEDGED', stateBy: 'kim', stateAt: at(7), reason: 'step 1' })
    const after = (...steps: (Alert | LiveAlert)[]) => {
      const alerts = new OpenAlerts()
      steps.forEach((each) => alerts.apply(each))
      return alerts.list().map((each) => [each.sequence, each.state, each.stateBy, each.stateAt, each.reason, becameOf(each)])
    }
    const worsened = [[3, 'ACKNOWLEDGED', 'kim', at(7), 'step 3', 'ACKNOWLEDGED']]
    expect([after(opened, taken, worse), after(listed, worse), after(worse, listed), after(worse, listed, opened)]).toEqual([worsened, worsened, worsened, worsened])
    expect(after(worse, step(4, 'UPDATED'), listed), 'both on what the list says').toEqual([[4, 'ACKNOWLEDGED', 'kim', at(7), 'step 3', 'ACKNOWLEDGED']])
    expect(after(opened, taken, worse, put)).toEqual([[4, 'SNOOZED', 'lee', at(5), 'step 3', 'SNOOZED']])
    expect(after(opened, taken, worse, put, back), 'it waits again, from then on').toEqual([[5, 'OPENED', null, at(4), 'step 3', null]])
    expect(becameOf(told(3, 'UPDATED', { escalationLevel: 1 }))).toBe('ESCALATED')
  })
  test('many actions go a few at a time, and all of them', async () => {
    let [running, most, done] = [0, 0, 0]
    await inTurns(Array.from({ length: 23 }, (_, i) => i), 5, async () => {
      most = Math.max(most, ++running)
      await Promise.resolve()
      running--
      done++
    })
    expect([most, done]).toEqual([5, 23])
  })
  test('filters by fields and by text', () => {
    const none = { state: '', severity: '', kind: '', owner: '', segment: '', q: '' }
    const passes = (more: object) => matches(alert({}), { ...none, ...more }, undefined, now)
    expect([passes({}), passes({ q: 'aCm' }), passes({ q: 'zzz' }), passes({ owner: 'lee' })]).toEqual([true, true, false, false])
    const promised = { within: { CRITICAL: 3600, HIGH: 3600, NORMAL: 172_800 }, segments: [] }
    const statesOf = (more: object) => alertStates.filter((state) => matches(alert({ escalationLevel: 0, at: at(0), ...more }), { ...none, state }, promised, now))
    expect([statesOf({}), statesOf({ severity: 'CRITICAL' }), statesOf({ status: 'UPDATED', state: 'ACKNOWLEDGED' }), statesOf({ status: 'UPDATED', state: 'SNOOZED' })]).toEqual([['WAITING'], ['WAITING', 'OVERDUE'], ['ACKNOWLEDGED'], ['SNOOZED']])
    expect([isOpen({ status: 'SNOOZED' }), isOpen({ status: 'RESOLVED' }), isOpen({ status: 'CLOSED' })]).toEqual([true, false, false])
  })
})

describe('an alert', () => {
  const step = (sequence: number, more: object) => ({ sequence, status: 'UPDATED', state: 'OPENED', at: at(0), by: null, drivers: [], ...more }) as never as LiveAlert
  const drivers = [{ driver: 'call', change: -9, contribution: -9, eventIds: [] }]
  test('is explained by its latest step that has drivers, by itself where none has', () => {
    const [first, second, third] = [step(1, { drivers }), step(2, { drivers }), step(3, { status: 'ESCALATED' })]
    expect([explainedBy(third, [first, second, third]), explainedBy(second, [first, second]), explainedBy(third, [third])]).toEqual([second, second, third])
  })
  test.each([
    [{ status: 'CLOSED', by: 'kim' }, 'kim closed it a moment ago.'], [{ status: 'CLOSED', by: 'kim', at: at(2) }, 'kim closed it 2 d ago.'], [{ status: 'RESOLVED', at: at(1) }, 'it ended by itself 1 d ago.'],
    [{ status: 'ACKNOWLEDGED', by: 'kim' }, 'it is closed already.'],
  ])('that is not open any more after %j: %s', (more, expected) => {
    expect(endInWords(step(2, more), now)).toBe(expected)
    expect(endInWords(null, now)).toBe('it is closed already.')
  })
  test('what is acknowledged, or about to be, is not acknowledged once more; anything else can be done to it', () => {
    const [open, taken, underWay] = [step(1, { alertId: 'a' }), step(2, { alertId: 'b', state: 'ACKNOWLEDGED' }), step(1, { alertId: 'c' })]
    const pending = new Map([['c', 'ACKNOWLEDGE']])
    expect([leftFor('ACKNOWLEDGE', [open, taken, underWay], pending), leftFor('SNOOZE', [open, taken, underWay], pending)]).toEqual([[open], [open, taken, underWay]])
  })
})

test.each([['/accounts', undefined], ['/accounts/', undefined], ['/accounts/a%2Fb', 'a/b'], ['/accounts/50%25', '50%'], ['/accounts/a%2541', 'a%41'], ['/accounts/a%25b', 'a%b'], ['/accounts/a%b', 'a%b']])('the id in %s is %s', (path, id) => {
  expect(idIn(path)).toBe(id)
})

describe('the corridor', () => {
  const contact = (days: number, touchPoint: string, value: number | null, stage: string | null = 'SUPPORT') => ({ occurredAt: at(days), touchPoint, value, stage })
  test('stages stand in the order of a customer\'s way', () => {
    const symbols = ['AWARE', 'CONSIDER', 'BUY', 'RECEIVE', 'USE', 'SUPPORT', 'RENEW', 'LEAVE']
    expect(stagesOf([null, 'OTHER', ...symbols.toSorted()].map((stage) => ({ stage })))).toEqual([...symbols, 'OTHER', 'no stage'])
  })
  test('three contacts for one problem within seven days each are a snarl, two are not, nor are good ones', () => {
    expect(snarlsOf([contact(20, 'call', 20), contact(14, 'call', 80), contact(8, 'call', 90)])).toEqual([{ touchPoint: 'call', stage: 'SUPPORT', from: now - 20 * day, to: now - 8 * day, contacts: 3 }])
    expect(snarlsOf([contact(20, 'call', 20), contact(14, 'call', 20), contact(6, 'call', 20)])).toEqual([])
    expect(snarlsOf([contact(3, 'call', 90), contact(2, 'call', 90), contact(1, 'call', null)])).toEqual([])
  })
})

test('groups of a portfolio: the mean leaves out what is not known, revenue stays by currency', () => {
  const account = (segment: string, score: number, band: string, annualRevenue: number | null, currency: string | null) => ({ segment, score, band, annualRevenue, currency }) as never
  expect(groupsOf([account('smb', 50, 'AT_RISK', 10, 'EUR'), account('smb', 70, 'UNKNOWN', 10, 'EUR'), account('smb', 40, 'AT_RISK', 5, 'USD'), account('big', 90, 'HEALTHY', 1, 'EUR')], 'segment')).toEqual([
    { name: 'smb', accounts: 3, meanScore: 45, atRisk: 2, atRiskRevenue: [['EUR', 10], ['USD', 5]] }, { name: 'big', accounts: 1, meanScore: 90, atRisk: 0, atRiskRevenue: [] },
  ])
})

describe('an account', () => {
  test('drivers are stacked away from the zero line, the rest in one layer, and their heights make up the sum', () => {
    const scores: { drivers: Record<string, number> }[] = [{ drivers: { call: -10, use: 4, web: -1, mail: 0.5 } }, { drivers: { call: 2, use: 3 } }, { drivers: {} }]
    const layers = driverLayers(scores, 2)
    expect(layers).toEqual([
      { name: 'call', low: [-10, 0, 0], high: [0, 2, 0] }, { name: 'use', low: [0, 2, 0], high: [4, 5, 0] }, { name: 'other', low: [-10.5, 5, 0], high: [-10, 5, 0] },
    ])
    expect(driverLayers(scores, 9).map(({ name }) => name), 'no layer for nothing').toEqual(['call', 'use', 'web', 'mail'])
    expect(driverLayers([], 2)).toEqual([])
  })
  test('people by their latest contact; contacts without a person are nobody\'s', () => {
    const contact = (contactId: string | null, days: number) => ({ contactId, occurredAt: at(days) })
    expect(latestPeople([contact('ann', 3), contact('bob', 2), contact('ann', 1), contact(null, 0), contact('cy', 9)])).toEqual([{ contactId: 'ann', at: at(1) }, { contactId: 'bob', at: at(2) }, { contactId: 'cy', at: at(9) }])
  })
})

test.each([[undefined, true, true, true], [{ asks: false, role: null }, true, true, true], [{ asks: true, role: null }, false, false, false], [{ asks: true, role: 'viewer' }, false, false, false],
  [{ asks: true, role: 'operator' }, true, false, true], [{ asks: true, role: 'admin' }, true, true, true]])('in the session %j: acts %s, publishes again %s, reads texts %s', (session, acts, replays, reads) => {
  const { noActing, noReplay, seesTexts } = rightsOf(session)
  expect([noActing === null, noReplay === null, seesTexts]).toEqual([acts, replays, reads])
})

test('a portfolio says that it is not the whole company where the api answers no more accounts', () => {
  expect(partOf(Array(mostAccounts - 1))).toBeNull()
  expect(partOf(Array(mostAccounts))).toContain(mostAccounts.toLocaleString())
})

test('a quadrant: its accounts, every open alert of theirs, also several of one kind, and revenue by currency', () => {
  const account = (accountId: string, quadrant: string | null, annualRevenue: number | null, currency: string) => ({ accountId, quadrant, annualRevenue, currency, openAlerts: ['LOW_SURVEY'] }) as never
  const all = [account('a', 'MODEL', 10, 'EUR'), account('b', 'MODEL', 7, 'USD'), account('c', 'AT_RISK', 5, 'EUR'), account('d', null, null, 'EUR')]
  const alerts = ['a', 'a', 'b', 'd', null, 'elsewhere'].map((accountId) => ({ accountId }))
  expect(quadrantSum(all, 'MODEL', alerts)).toEqual({ accounts: 2, openAlerts: 3, revenue: [['EUR', 10], ['USD', 7]] })
  expect(quadrantSum(all, 'AT_RISK', alerts)).toMatchObject({ accounts: 1, openAlerts: 0 })
  expect(quadrantSum(all, 'GROWTH', alerts)).toEqual({ accounts: 0, openAlerts: 0, revenue: [] })
})

describe('the span that an account shows', () => {
  const second = 1000
  const point = (before: number, score: number) => ({ at: new Date(now - before).toISOString(), score })
  const quick = [point(80 * day, 84), point(2 * day, 84), point(day, 83.7), point(60 * second, 70.9), point(53 * second, 60.3), point(44 * second, 52.6), point(35 * second, 39.4)]
  test('around an alert it is as long as the fall before it, three times, and a minute on each side at least: what fell within seconds has its steps apart', () => {
    const [from, to] = spanOf('alert', quick, now - 44 * second, now)
    expect([now - from, now - to]).toEqual([120 * second, -16 * second])
    const slow = [point(5 * day, 80), point(4 * day, 60), point(3 * day, 50)]
    expect(spanOf('alert', slow, now - 3 * day, now).map((at) => (now - at) / day)).toEqual([5, 2])
    expect(spanOf('alert', [], now, now), 'no score, no fall').toEqual([now - 60 * second, now + 60 * second])
  })
  test('every other one ends with some room right of now; without an alert there is none to be around', () => {
    const lengths = (['day', 'week', 'quarter', 'all', 'alert'] as const).map((range) => { const [from, to] = spanOf(range, quick, null, now); return [(now - from) / day, to > now] })
    expect(lengths).toEqual([[1, true], [7, true], [90, true], [80, true], [80, true]])
  })
  test('in view are what lies in it, and what was in force when it begins', () => {
    expect(within(quick, [now - 58 * second, now - 40 * second]).map(({ score }) => score)).toEqual([70.9, 60.3, 52.6])
    expect(within(quick, [now - 99 * day, now - day]).map(({ score }) => score)).toEqual([84, 84, 83.7])
  })
})

describe('axes', () => {
  test('ticks are midnights, evenly spaced and not too many; a short time has its ends', () => {
    const [from, to] = [new Date(2026, 8, 1, 15).getTime(), new Date(2026, 10, 29, 3).getTime()]
    const ticks = dayTicks(from, to, 9)
    expect(ticks.length).toBeLessThanOrEqual(9)
    expect(ticks.map((tick) => [new Date(tick).getHours(), tick >= from && tick <= to])).toEqual(ticks.map(() => [0, true]))
    expect(new Set(ticks.slice(1).map((tick, i) => Math.round((tick - ticks[i]!) / day))).size, 'one distance, also over a change of the clock').toBe(1)
    expect(dayTicks(from, from + day, 9)).toEqual([from, from + day])
  })
  test.each([[0, 1], [0.7, 0.8], [1, 1], [1.2, 2], [4_400_000, 6_000_000], [9.1, 10]])('an axis for %d ends at %d', (value, end) => {
    expect(roundUp(value)).toBeCloseTo(end)
  })
  test('one stray amount does not stretch an axis, and the line is always on it', () => {
    const usual = Array.from({ length: 200 }, (_, i) => 20_000 + 1000 * i)
    const { low, high, ticks } = logAxis([5, ...usual, 90_000_000], undefined)
    expect([10 ** low > 10_000, 10 ** high < 300_000, ticks]).toEqual([true, true, [20_000, 50_000, 100_000, 200_000]])
    expect(10 ** logAxis(usual, 1_000_000).high).toBeGreaterThan(1_000_000)
    expect(logAxis([], undefined).ticks).toEqual([1000, 10_000, 100_000, 1_000_000])
  })
  test('arrow keys stay on the axis', () => {
    expect([stepTo('ArrowLeft', 0, 5), stepTo('ArrowRight', 1, 5), stepTo('PageDown', 1, 5), stepTo('Home', 3, 5), stepTo('End', 3, 5), stepTo('a', 3, 5)]).toEqual([0, 2, 4, 0, 4, undefined])
  })
})
