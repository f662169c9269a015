import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import type { AlertEvent } from '../../../schemas/types.ts'
import { InHand } from '../../../services/notifier/in-hand.ts'
import { wants } from '../../../services/notifier/filter.ts'
import { Breaker, isGivenUp, isUnreachable, pauseMs } from '../../../services/notifier/retry.ts'
import { retryAfterOf, senderFor } from '../../../services/shared/webhooks/send.ts'
import { headersOf, idOf, mailOf, messageOf } from '../../../services/shared/webhooks/message.ts'
import { newSecret, type Subscription } from '../../../services/shared/webhooks/subscriptions.ts'
import { now, step, subscription } from './made.ts'

describe('a subscription', () => {
  test.each<[string, Partial<Subscription>, Partial<AlertEvent>, number, boolean]>([
    ['everything', {}, {}, now, true], ['what was before it', {}, {}, now - 1, false], ['its kinds', { kinds: ['SILENT'] }, {}, now, false],
    ['its severities', { severities: ['HIGH'] }, {}, now, true], ['its segments; none is no segment', { segments: ['smb'] }, {}, now, false],
    ['its owners', { owners: ['lee'] }, {}, now, false], ['whom it is addressed to', { owners: ['lee'] }, { notify: ['lee'] }, now, true], ['a quiet opening, for machines', {}, { notify: [] }, now, true], ['but not for people', { format: 'slack' }, { notify: [] }, now, false],
  ])('wants %s', (_, own, more, at, expected) => {
    expect(wants(subscription(own), step(more), at)).toBe(expected)
  })
})

describe('a message', () => {
  test('is signed so that the receiver\'s library accepts it, with the old secret and the new one', () => {
    const [old, fresh] = [newSecret(), newSecret()]
    const message = messageOf('standard', [step()])
    const headers = headersOf(subscription({ secrets: [fresh, old] }), message, new Date())
    for (const secret of [old, fresh]) expect(new Webhook(secret).verify(message.body, headers)).toMatchObject({ type: 'alert.opened', data: { alertId: 'test~SCORE_BELOW~1', openedAt: '2026-11-25T09:00:00.000Z' } })
    expect(() => new Webhook(newSecret()).verify(message.body, headers)).toThrow()
    expect(() => new Webhook(old).verify(message.body.replace('HIGH', 'LOW'), headers)).toThrow()
    expect(headers['webhook-id'], 'the same for each attempt').toBe('test~SCORE_BELOW~1~1')
  })

  test.each([
    ['Кафка~SILENT~1', '%D0%9A%D0%B0%D1%84%D0%BA%D0%B0~SILENT~1~1'], ['株式会社~SILENT~1', '%E6%A0%AA%E5%BC%8F%E4%BC%9A%E7%A4%BE~SILENT~1~1'], ['a\nb~SILENT~1', 'a%0Ab~SILENT~1~1'],
    ['\ud800~SILENT~1', '%EF%BF%BD~SILENT~1~1'], ['acme.com~SILENT~1', 'acme%2Ecom~SILENT~1~1'], ['50% (!*)~SILENT~1', '50%25%20%28%21%2A%29~SILENT~1~1'],
  ])('has an id that headers and mails take, whoever the account is: %j', (alertId, id) => {
    expect(idOf(step({ alertId }))).toBe(id)
    expect(mailOf([step({ alertId })]).id).toBe(`<${id}@cx>`)
    const message = messageOf('standard', [step({ alertId })])
    expect(JSON.parse(message.body).data).toMatchObject({ alertId, sequence: 1 })
    const own = subscription()
    expect(() => new Webhook(own.secrets[0]!).verify(message.body, headersOf(own, message, new Date()))).not.toThrow()
  })

  test('has an id of its own for each alert and sequence', () => {
    const part = fc.string({ unit: fc.constantFrom('a', '~', '1', '.', '%', '7', 'E', 'é', '+') })
    fc.assert(fc.property(part, fc.nat(20), part, fc.nat(20), (a, m, b, n) => {
      const [one, other] = [step({ alertId: a, sequence: m }), step({ alertId: b, sequence: n })]
      expect(idOf(one)).toMatch(/^[A-Za-z0-9_~%-]+$/)
      expect(idOf(one) === idOf(other)).toBe(a === b && m === n)
    }))
  })

  test('of a digest has an id of those in it: after a crash others may follow the same first one', () => {
    const of = (...sequences: [number, ...number[]]) => messageOf('standard', sequences.map((sequence) => step({ alertId: 'Кафка.ru~SILENT~1', sequence })) as never).id
    expect(of(1, 2)).toMatch(/^digest\+[A-Za-z0-9_~%-]+~1\+2\+[0-9a-f]{16}$/)
    expect([of(1, 2) === of(1, 2), of(1, 2) === of(1, 3)]).toEqual([true, false])
  })

  test('for Slack means no markup that somebody wrote into a name', () => {
    const body = JSON.parse(messageOf('slack', [step({ accountName: '<!channel> & co' })]).body)
    expect(body.blocks[0].text.text).toContain('*&lt;!channel&gt; &amp; co* · low score · HIGH')
    expect(body.text).toContain('This is a test')
  })

  test('of several is for the person addressed, and tells people all of them, the most severe first', () => {
    const at = (alertId: string, severity: AlertEvent['severity'], sequence = 1) => step({ alertId, accountName: alertId, severity, sequence, status: 'ESCALATED', owner: 'kim', notify: ['boss'] })
    const steps: [AlertEvent, ...AlertEvent[]] = [at('a', 'NORMAL'), at('b', 'HIGH'), at('c', 'NORMAL'), at('d', 'CRITICAL'), at('c', 'CRITICAL', 2)]
    const { text, blocks } = JSON.parse(messageOf('slack', steps).body)
    expect(text).toContain('5 alerts for boss')
    expect(blocks.map(({ text }: { text: { text: string } }) => /\*(\w)\* · low score · (\w+) · escalated/.exec(text.text)!.slice(1).join(' '))).toEqual(['d CRITICAL', 'c CRITICAL', 'b HIGH', 'a NORMAL', 'c NORMAL'])
    const mail = mailOf(steps, 'lee')
    expect([mail.subject, mail.text.match(/(NORMAL|HIGH|CRITICAL)(?= low score)/g)]).toEqual(['5 alerts for lee', ['CRITICAL', 'CRITICAL', 'HIGH', 'NORMAL', 'NORMAL']])
    expect(JSON.parse(messageOf('standard', steps, 'lee').body).data).toMatchObject({ owner: 'lee', alerts: steps.map(({ alertId }) => ({ alertId, owner: 'kim' })) })
  })

  test('by mail says who, how bad, why', () => {
    const { subject, text } = mailOf([step()])
    expect(subject).toBe('[HIGH] A test of this webhook: low score (opened)')
    expect(text).toContain('This is a test: down 19 points in 7 days to 52, below 53.')
    expect(text).toContain('120,000 EUR a year at risk')
    expect(text).toContain('  −14.0  support.call')
    expect(mailOf([step(), step()]).subject).toBe('2 alerts for kim')
  })
})

describe('sending', () => {
  test.each<[string, Partial<Subscription>, Partial<AlertEvent>]>([
    ['a secret that is none', { secrets: ['whsec_%'] }, {}], ['an address that is none', { url: 'https://' }, {}], ['a mailbox that is none', { format: 'email', url: 'mailto:%zz@example.com' }, {}],
    ['a time that is none', {}, { at: Number.MAX_SAFE_INTEGER }], ['a header that is none', { url: 'http://127.0.0.1:1/\ud800' }, { alertId: 'Кафка\n' }],
  ])('never rejects; %s is a failed attempt', async (_, own, more) => {
    const attempt = await senderFor(subscription({ allowPrivate: true, ...own }), 'smtp://127.0.0.1:1', 'cx@localhost')([step(more)])
    expect(attempt).toMatchObject({ ok: false, status: null, detail: expect.stringMatching(/./) })
  })
})

describe('retries', () => {
  test('pauses double up to five minutes, and are never the same for all', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const whole = Math.min(300_000, 1000 * 2 ** (failures - 1))
      const pause = pauseMs(failures, () => random)
      expect(pause).toBeGreaterThanOrEqual(whole / 2)
      expect(pause).toBeLessThanOrEqual(whole)
    }))
  })

  test('after five failures in a row the endpoint is left alone; one call at a time tries again', () => {
    const breaker = new Breaker()
    for (let i = 0; i < 5; i++) {
      expect(breaker.admits(0)).toBe(true)
      breaker.failed(0, () => 1)
    }
    expect([breaker.admits(15_999), breaker.admits(16_000), breaker.admits(16_000)], 'closed, the probe, and nobody beside it').toEqual([false, true, false])
    breaker.failed(16_000, () => 1)
    expect([breaker.admits(47_999), breaker.admits(48_000)]).toEqual([false, true])
    breaker.reached()
    expect([breaker.admits(48_001), breaker.admits(48_001)]).toEqual([true, true])
  })
})

test('only no answer, 408, 429 and 5xx say that an endpoint cannot be reached', () => {
  expect([null, 200, 302, 400, 401, 404, 408, 410, 413, 422, 429, 500, 503].filter(isUnreachable)).toEqual([null, 408, 429, 500, 503])
})

describe('Retry-After', () => {
  test('is seconds or a date, at most an hour; what cannot be read asks for nothing', () => {
    expect([undefined, '', 'soon', '120', 'Wed, 25 Nov 2026 09:01:30 GMT', 'Wed, 25 Nov 2026 08:00:00 GMT', '999999'].map((header) => retryAfterOf(header, now)))
      .toEqual([0, 0, 0, 120_000, 90_000, 0, 3_600_000])
  })

  test('keeps everybody away from the endpoint for so long, and a success ends it', () => {
    const breaker = new Breaker()
    breaker.failed(0, () => 1, 60_000)
    expect([breaker.admits(59_999), breaker.admits(60_000), breaker.admits(60_000)]).toEqual([false, true, true])
    breaker.failed(60_000, () => 1, 60_000)
    breaker.reached()
    expect(breaker.admits(60_001)).toBe(true)
  })
})

describe('positions in hand', () => {
  test('are committed up to the first that is not done, in whichever order they end', () => {
    const inHand = new InHand()
    for (const position of [4, 6, 9]) inHand.add(position)
    const committed = [inHand.upTo(10)]
    for (const position of [6, 4, 9]) {
      inHand.done(position)
      committed.push(inHand.upTo(10))
    }
    expect(committed).toEqual([4, 4, 9, 10])
  })
})

test('a delivery is given up three days after it was due, and not before it was tried for an hour', () => {
  const [day, hour] = [86_400_000, 3_600_000]
  expect([isGivenUp(now + 3 * day, now, now), isGivenUp(now + 3 * day + 1, now, now), isGivenUp(now + 9 * day, now, now + 9 * day), isGivenUp(now + 9 * day + hour + 1, now, now + 9 * day)]).toEqual([false, true, false, true])
})
