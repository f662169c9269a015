import { crm, day, minute, survey, touchPoint, type Codec, type InputTopic, type Message } from './message.ts'
import type { Random } from './random.ts'

/** What a bad input is made of: an id and an account of its own event, the stream's time, and the clock on the wall. */
export interface Circumstances {
  readonly eventId: string
  readonly accountId: string
  readonly at: number
  readonly now: number
}

type Maker = (c: Circumstances, r: Random) => Message

const named = ({ eventId, accountId, at }: Circumstances) => ({ eventId, occurredAt: at, accountId, contactId: null })
const message = (topic: InputTopic, c: Circumstances, value: (codec: Codec) => Buffer | null): Message => ({ topic, key: c.accountId, value })
type Change = Record<string, unknown>
const touched = (change: Change): Maker => (c) => message('touchpoints', c, (codec) => codec.framed('touchpoints', { ...touchPoint(named(c)), ...change }))
const asked = (change: Change): Maker => (c) => message('surveys', c, (codec) => codec.framed('surveys', { ...survey(named(c), { score: 3 }), ...change }))
const told = (kind: string, change: Change = {}): Maker => (c) => message('crm', c, (codec) => codec.framed('crm', { ...crm(named(c), kind), ...change }))
const acted = (change: Change = {}): Maker => (c) => message('alert-actions', c, (codec) => codec.framed('alert-actions', {
  actionId: c.eventId, occurredAt: c.at, accountId: c.accountId, alertId: `${c.accountId}~SCORE_BELOW~999999`, action: 'ACKNOWLEDGE', by: 'x',
  assignee: null, until: null, outcome: null, note: null, ...change,
}))

/** Every way to be wrong that the contract names, and that an input alone can have. */
const makers: readonly Maker[] = [
  (c) => message('touchpoints', c, () => null),
  (c) => message('surveys', c, () => Buffer.from('{"eventId":"json"}')),
  (c) => message('crm', c, () => Buffer.from([0, 0, 0])),
  (c, r) => {
    const noise = Buffer.from(Array.from({ length: 40 }, () => r.below(256)))
    return message('touchpoints', c, (codec) => Buffer.concat([codec.framed('touchpoints', touchPoint(named(c))).subarray(0, 5), noise]))
  },
  (c) => message('surveys', c, (codec) => codec.framed('surveys', survey(named(c), { score: 3 })).subarray(0, -3)),
  (c) => message('touchpoints', c, (codec) => Buffer.concat([codec.framed('touchpoints', touchPoint(named(c))), Buffer.from('more')])),
  (c, r) => message('touchpoints', c, () => Buffer.concat([Buffer.from([0, 0, 0x77, 0x77, r.below(2)]), Buffer.from('x')])),
  (c) => message('touchpoints', c, (codec) => codec.framed('surveys', survey(named(c), { score: 3 }))),
  touched({ eventId: '' }), touched({ accountId: 'ü'.repeat(129) }), touched({ directness: 'UNKNOWN' }), touched({ measures: { waitSeconds: NaN } }),
  touched({ expected: { waitSeconds: Infinity } }), touched({ reach: -1, directness: 'INDIRECT' }), touched({ occurredAt: 0 }),
  (c, r) => touched({ occurredAt: c.now + 60 * minute })(c, r), touched({ text: 'ä'.repeat(17_000) }),
  touched({ attributes: { large: 'x'.repeat(530_000) } }), touched({ touchPoint: 'survey.nps' }), touched({ accountId: null }),
  touched({ accountId: '', contactId: '' }),
  asked({ status: 'UNKNOWN' }), asked({ metric: 'UNKNOWN' }), asked({ scaleMin: 5, scaleMax: 5 }), asked({ score: 6 }),
  asked({ metric: 'NPS', scaleMin: 1, scaleMax: 10 }),
  asked({ metric: 'NPS', scaleMin: 0, scaleMax: 10, higherIsBetter: false }), asked({ score: null }), asked({ touchPoint: 'survey.x' }),
  asked({ score: NaN }), asked({ surveyId: 's'.repeat(257) }),
  told('ACCOUNT_UPSERTED', { account: null }), told('CONTACT_UPSERTED', { contactId: null }), told('ERASURE_REQUESTED'), told('UNKNOWN'),
  told('ACCOUNT_CLOSED', { accountId: '' }), told('ACCOUNT_CLOSED', { occurredAt: -day }),
  acted(), acted(), acted({ action: 'ASSIGN', assignee: 'y' }), acted({ action: 'UNKNOWN' }), acted({ alertId: '' }), acted({ note: 'n'.repeat(33_000) }),
]

/** Bad inputs, each kind in turn. */
export function createBadInputs(r: Random): (c: Circumstances) => Message {
  let deck: readonly Maker[] = []
  return (c) => {
    if (deck.length === 0) deck = r.shuffled(makers)
    const [maker, ...rest] = deck
    deck = rest
    return maker!(c, r)
  }
}
