import { createBadInputs } from './bad-inputs.ts'
import { someExperience, type Experience } from './experiences.ts'
import { crm, day, minute, type Message } from './message.ts'
import { createRandom } from './random.ts'

export interface StreamOptions {
  readonly seed: number
  /** Messages in all. */
  readonly events: number
  /** `log`: occurredAt run over five weeks; `wall`: they are of now. */
  readonly clock: 'log' | 'wall'
}

/** Messages in the order of their publication; the same for the same seed, but for the times of a `wall` stream. */
export interface Stream {
  /** The next so many; fewer at the end. */
  take(count: number): Message[]
  readonly published: number
}

const weeks = 5
const start = Date.UTC(2026, 0, 5)
/** Ids that a reader of state topics might take for its own records, and others that are not ASCII. */
const oddAccounts = ['.marker', '.barrier', '.settings', '..x', 'Zürich ~ 1', 'acc😀', '\uFFFDx', 'a b/c:d']
const segments = ['enterprise', 'smb', 'midmarket', null] as const

export function createStream({ seed, events, clock }: StreamOptions): Stream {
  const r = createRandom(seed)
  const badInput = createBadInputs(createRandom(seed + 1))
  const accounts = [...oddAccounts, ...Array.from({ length: Math.max(40, Math.round(events / 60)) }, (_, i) => `account-${i}`)]
  const contacts = Array.from({ length: Math.max(20, Math.round(events / 150)) }, (_, i) => (i === 0 ? '.barrier' : `contact-${i}`))
  const later = new Map<number, (() => Message)[]>()
  const step = (weeks * 7 * day) / events
  let index = 0
  let ids = 0

  const now = () => (clock === 'wall' ? Date.now() : start + Math.round(index * step))
  /** A share of the stream's length as a number of messages. */
  const share = (of: number) => Math.max(1, Math.round(of * events))
  const postpone = (by: number, message: Message | (() => Message)) => {
    const due = Math.min(events - 1, index + by)
    later.set(due, [...(later.get(due) ?? []), typeof message === 'function' ? message : () => message])
  }
  const nextId = (kind: string) => `${kind}-${seed}-${++ids}`
  const someAccount = () => accounts[Math.floor(r.next() ** 1.3 * accounts.length)]!
  const occurred = () => now() - (r.chance(0.04) ? Math.floor(r.next() * 9 * day) : Math.floor(r.next() * (clock === 'wall' ? minute : 30 * minute)))
  /** Each account has good and bad weeks. */
  const moodOf = (account: string) => ([...account].reduce((sum, c) => sum + c.codePointAt(0)!, 0) + Math.floor((index / events) * 8)) % 3 === 0 ? 0.15 : 0.85

  const messageOf = ({ topic, event }: Experience, key: string | null): Message => {
    const version = topic === 'touchpoints' && index > events / 3 && r.chance(0.1) ? 'newer' as const : 'current' as const
    const sent = version === 'newer' ? { ...event, shelf: 'A3', outcome: r.chance(0.2) ? 'DELIGHTED' : event['outcome'] } : event
    return { topic, key, value: (codec) => codec.framed(topic, sent, version) }
  }
  /** Sent again now and then, by the same way or another one. */
  const withRepeats = (message: Message): Message => {
    if (r.chance(0.03)) postpone(1 + r.below(share(0.02)), r.chance(0.5) ? message : { ...message, partition: r.below(1000) })
    return message
  }

  function contactOfAccount(): Message {
    const accountId = someAccount()
    const experience = someExperience(r, { eventId: nextId('e'), occurredAt: occurred(), accountId, contactId: r.chance(0.5) ? `p-${r.below(3)}-${accountId}`.slice(0, 60) : null, mood: moodOf(accountId) })
    const message = messageOf(experience, accountId)
    if (!r.chance(0.06)) return withRepeats(message)
    const original = experience.event.eventId
    const correction = (kind: string): Message => {
      const next = someExperience(r, { eventId: nextId(kind), occurredAt: experience.event.occurredAt + r.below(60) * (clock === 'wall' ? -minute : minute), accountId, contactId: experience.event.contactId, mood: 1 - moodOf(accountId) })
      return messageOf({ ...next, event: { ...next.event, corrects: original } }, accountId)
    }
    const first = correction('c')
    if (r.chance(0.2)) {
      // The original comes after its correction.
      postpone(1 + r.below(share(0.03)), message)
      return withRepeats(first)
    }
    postpone(r.chance(0.15) ? share(0.3) : 1 + r.below(share(0.06)), withRepeats(first))
    if (r.chance(0.4)) postpone(share(0.06) + r.below(share(0.02)), correction('cc'))
    return withRepeats(message)
  }

  /** An event that names its contact alone. For a while one contact is very busy. */
  function contactAlone(): Message {
    const crowded = index > events * 0.4 && index < events * 0.45 && r.chance(0.6)
    const contactId = crowded ? 'crowd' : r.pick(contacts)
    return withRepeats(messageOf(someExperience(r, { eventId: nextId('k'), occurredAt: occurred(), accountId: null, contactId, mood: 0.5 }), contactId))
  }

  const binding = (contactId: string, occurredAt: number): Message => {
    const accountId = someAccount()
    return withRepeats(messageOf({ topic: 'crm', event: crm({ eventId: nextId('b'), occurredAt, accountId, contactId }, 'CONTACT_UPSERTED') }, accountId))
  }

  function fromCrm(): Message {
    const accountId = someAccount()
    const named = { eventId: nextId('u'), occurredAt: occurred(), accountId, contactId: null }
    if (r.chance(0.15)) return withRepeats(messageOf({ topic: 'crm', event: crm(named, 'ACCOUNT_CLOSED') }, accountId))
    const owner = r.pick(['ann', 'bob', null])
    const account = {
      name: `Company ${accountId}`.slice(0, 80), segment: r.pick(segments), vertical: null, region: r.pick(['north', 'south']), annualRevenue: r.chance(0.8) ? r.below(900_000) : null, currency: 'EUR', owner,
      escalationOwner: owner && 'carla', renewalAt: r.chance(0.3) ? named.occurredAt + r.below(200) * day : null, parentAccountId: null, attributes: {},
    }
    return withRepeats(messageOf({ topic: 'crm', event: crm(named, 'ACCOUNT_UPSERTED', account) }, accountId))
  }

  function draw(): Message {
    const x = r.next()
    if (x < 0.012) return badInput({ eventId: nextId('x'), accountId: someAccount(), at: now(), now: Date.now() })
    if (x < 0.07) return fromCrm()
    // A binding that says of itself that it is older than the one before must lose.
    if (x < 0.08) return binding(r.pick(contacts), r.chance(0.3) ? now() - 10 * day : now())
    return x < 0.16 ? contactAlone() : contactOfAccount()
  }

  contacts.forEach((contact, i) => {
    const when = i % 10 === 9 ? null : i % 2 === 0 ? share(0.03 * r.next()) : share(0.05 + 0.5 * r.next())
    if (when !== null) postpone(when, () => binding(contact, now()))
  })
  postpone(share(0.5), () => binding('crowd', now()))

  return {
    get published() {
      return index
    },
    take(count) {
      const taken: Message[] = []
      for (; taken.length < count && index < events; index++) {
        const due = later.get(index) ?? []
        later.delete(index)
        taken.push(...due.map((make) => make()), draw())
      }
      return taken
    },
  }
}
