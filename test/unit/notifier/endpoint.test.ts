import { describe, expect, test, vi } from 'vitest'
import { Endpoint } from '../../../services/notifier/endpoint.ts'
import type { Parcel } from '../../../services/notifier/parcel.ts'
import type { DeliveryRecord } from '../../../services/notifier/ports.ts'
import { now, step, subscription } from './made.ts'

describe('an endpoint', () => {
  /** One that answers with what `answer` gives for the steps of a call; `sent` are those that it took, `written` the delivery log. */
  const endpoint = (sent: string[], answer: (steps: string[]) => number = () => 200, written: DeliveryRecord[] = []) => new Endpoint({
    subscription: subscription({}),
    send: async (steps) => {
      const ids = steps.map(({ alertId, sequence }) => `${alertId}.${sequence}`)
      const status = answer(ids)
      if (status === 200) sent.push(ids.join('+'))
      return { ok: status === 200, status, retryAfterMs: 0, detail: '', ms: 1 }
    },
    deliveries: { write: async (records) => { written.push(...records) } }, metrics: { attempted() {}, serving() {} }, onGone() {},
  })
  const parcel = (alertId: string, sequence: number, lost: () => boolean, heard: string[]): Parcel => ({
    step: step({ alertId, accountId: alertId, sequence }), from: {}, check: () => { if (lost()) throw new Error('lost') }, done: () => { heard.push(`done ${alertId}.${sequence}`) }, failed: () => { heard.push(`failed ${alertId}.${sequence}`) },
  })

  const bundle = (...parcels: Parcel[]) => ({ addressee: 'kim', parcels })

  test('sends the steps of an account in order, whoever hands them in', async () => {
    const [sent, heard]: [string[], string[]] = [[], []]
    const to = endpoint(sent)
    to.send(bundle(parcel('a', 1, () => false, heard), parcel('b', 1, () => false, heard)), now)
    to.send(bundle(parcel('b', 2, () => false, heard)), now)
    await vi.waitFor(() => expect(heard).toHaveLength(3))
    expect(sent).toEqual(['a.1+b.1', 'b.2'])
  })

  test('tells each of those who handed something in when a digest is not theirs any more, and what follows it', async () => {
    const [sent, heard]: [string[], string[]] = [[], []]
    const to = endpoint(sent)
    to.send(bundle(parcel('a', 1, () => true, heard), parcel('b', 1, () => false, heard)), now)
    to.send(bundle(parcel('b', 2, () => false, heard)), now)
    await vi.waitFor(() => expect(heard.sort()).toEqual(['failed a.1', 'failed b.1', 'failed b.2']))
    to.send(bundle(parcel('b', 1, () => false, heard)), now)
    await vi.waitFor(() => expect(heard).toContain('done b.1'))
    expect(sent).toEqual(['b.1'])
  })

  test('cuts what is too large for it in halves, of an account in order; a step that is too large for itself holds up no other account', async () => {
    const [sent, heard, written]: [string[], string[], DeliveryRecord[]] = [[], [], []]
    const to = endpoint(sent, (ids) => (ids.length > 2 || ids.includes('c.1') ? 413 : 200), written)
    const [lives, gone] = [() => false, () => written.filter(({ alertId, status }) => alertId === 'c' && status === 'failed').length === 3]
    to.send(bundle(parcel('a', 1, lives, heard), parcel('b', 1, lives, heard), parcel('a', 2, lives, heard), parcel('c', 1, gone, heard), parcel('a', 3, lives, heard)), now)
    to.send(bundle(parcel('b', 2, lives, heard)), now)
    to.send(bundle(parcel('c', 2, lives, heard)), now)
    await vi.waitFor(() => expect(heard).toHaveLength(7), { timeout: 5000 })
    expect(heard.filter((each) => !each.startsWith('done'))).toEqual(['failed c.1', 'failed c.2'])
    const order = sent.join('+').split('+')
    expect(order.toSorted()).toEqual(['a.1', 'a.2', 'a.3', 'b.1', 'b.2'])
    for (const account of ['a', 'b']) expect(order.filter((id) => id.startsWith(account))).toEqual(order.filter((id) => id.startsWith(account)).toSorted())
    expect(written.filter(({ status }) => status === 'delivered').map(({ alertId, sequence }) => `${alertId}.${sequence}`).toSorted(), 'each is a line of the log').toEqual(order.toSorted())
  })

  test.each<[number, string[]]>([[400, ['b.1']], [413, ['b.1']], [503, []], [429, []]])('that refuses five in a row by %i takes what comes next: %j', async (status, expected) => {
    const [sent, heard, written]: [string[], string[], DeliveryRecord[]] = [[], [], []]
    const to = endpoint(sent, ([id]) => (id!.startsWith('refused') ? status : 200), written)
    let [asked, isLost] = [0, false]
    for (let i = 1; i <= 5; i++) to.send(bundle(parcel(`refused${i}`, 1, () => isLost, heard)), now)
    await vi.waitFor(() => expect(written).toHaveLength(5))
    to.send(bundle(parcel('b', 1, () => ++asked > 0 && isLost, heard)), now)
    await vi.waitFor(() => expect(sent.length === 1 || asked > 2, 'it is delivered, or waits for the breaker').toBe(true))
    expect(sent).toEqual(expected)
    isLost = true
    await vi.waitFor(() => expect(heard).toHaveLength(6), { timeout: 5000 })
  })
})
