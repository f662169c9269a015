import { createBadInputs, type Circumstances } from './bad-inputs.ts'
import { someExperience, type Experience } from './experiences.ts'
import { crm, day, minute, type Message } from './message.ts'
import { createRandom, type Random } from './random.ts'

export interface StreamOptions {
  readonly seed: number
  /** Messages in all; those that belong to them (repeats, corrections, bindings) come on top. */
  readonly events: number
  /** `log`: occurredAt run over five weeks; `wall`: they are of now. */
  readonly clock: 'log' | 'wall'
}

const weeks = 5
const start = Date.UTC(2026, 0, 5)
/** Ids that a reader of state topics might take for its own records, and others that are not ASCII. */
const oddAccounts = ['.marker', '.barrier', '.settings', '..x', 'Zürich ~ 1', 'acc😀', '\uFFFDx', 'a b/c:d']
const segments = ['enterprise', 'smb', 'midmarket', null] as const
const alertKinds = ['SCORE_BELOW', 'SCORE_BELOW', 'BURST', 'SCORE_DROP', 'LOW_SURVEY', 'SILENT'] as const
/** A contact that is very busy for a while, long before anybody says whose it is. */
const crowd = 'crowd'

/** Messages in the order of their publication; the same for the same seed, but for the times of a `wall` stream. */
export class Stream {
  readonly #options: StreamOptions
  readonly #r: Random
  readonly #badInput: (c: Circumstances) => Message
  readonly #accounts: readonly string[]
  readonly #contacts: readonly string[]
  readonly #later = new Map<number, (() => Message)[]>()
  #index = 0
  #ids = 0

  constructor(options: StreamOptions) {
    const { seed, events } = options
    this.#options = options
    this.#r = createRandom(seed)
    this.#badInput = createBadInputs(createRandom(seed + 1))
    this.#accounts = [...oddAccounts, ...Array.from({ length: Math.max(40, Math.round(events / 60)) }, (_, i) => `account-${i}`)]
    this.#contacts = Array.from({ length: Math.max(20, Math.round(events / 150)) }, (_, i) => (i === 0 ? '.barrier' : `contact-${i}`))
    this.#contacts.forEach((contact, i) => {
      // Every tenth stays unknown for ever; of the others half are known early.
      if (i % 10 !== 9) this.#postpone(this.#share(i % 2 === 0 ? 0.03 * this.#r.next() : 0.05 + 0.5 * this.#r.next()), () => this.#binding(contact, this.#now()))
    })
    this.#postpone(this.#share(0.5), () => this.#binding(crowd, this.#now()))
  }

  /** How far it is, of `events`. */
  get published(): number {
    return this.#index
  }

  /** The next so many with what is due by then; none at the end. */
  take(count: number): Message[] {
    const taken: Message[] = []
    for (; taken.length < count && this.#index < this.#options.events; this.#index++) {
      const due = this.#later.get(this.#index) ?? []
      this.#later.delete(this.#index)
      taken.push(...due.map((make) => make()), this.#draw())
    }
    return taken
  }

  #draw(): Message {
    const r = this.#r
    const x = r.next()
    if (x < 0.012) return this.#badInput({ eventId: this.#nextId('x'), accountId: this.#someAccount(), at: this.#now(), now: Date.now() })
    if (x < 0.03) return this.#action()
    if (x < 0.07) return this.#fromCrm()
    // A binding that says of itself that it is older than the one before must lose.
    if (x < 0.08) return this.#binding(r.pick(this.#contacts), this.#now() - (r.chance(0.3) ? 10 * day : 0))
    return x < 0.16 ? this.#ofContactAlone() : this.#ofAccount()
  }

  /** Something that happened to an account; some of it is corrected later, or is itself the late original of a correction. */
  #ofAccount(): Message {
    const r = this.#r
    const accountId = this.#someAccount()
    const contactId = r.chance(0.5) ? `p-${r.below(3)}-${accountId}` : null
    const experience = someExperience(r, { eventId: this.#nextId('e'), occurredAt: this.#occurred(), accountId, contactId, mood: this.#moodOf(accountId) })
    const message = this.#messageOf(experience, accountId)
    if (!r.chance(0.06)) return this.#withRepeats(message)
    const correction = this.#correctionOf(experience, accountId, 'c')
    if (r.chance(0.2)) {
      this.#postpone(1 + r.below(this.#share(0.03)), () => message)
      return this.#withRepeats(correction)
    }
    // Some come so late that the original is forgotten.
    this.#postpone(r.chance(0.15) ? this.#share(0.3) : 1 + r.below(this.#share(0.06)), () => this.#withRepeats(correction))
    if (r.chance(0.4)) this.#postpone(this.#share(0.06) + r.below(this.#share(0.02)), () => this.#correctionOf(experience, accountId, 'cc'))
    return this.#withRepeats(message)
  }

  #correctionOf({ event }: Experience, accountId: string, kind: string): Message {
    const r = this.#r
    const occurredAt = event.occurredAt + r.below(60) * (this.#options.clock === 'wall' ? -minute : minute)
    const next = someExperience(r, { eventId: this.#nextId(kind), occurredAt, accountId, contactId: event.contactId, mood: 1 - this.#moodOf(accountId) })
    return this.#messageOf({ topic: next.topic, event: { ...next.event, corrects: event.eventId } }, accountId)
  }

  #ofContactAlone(): Message {
    const r = this.#r
    const crowded = this.#index > this.#options.events * 0.4 && this.#index < this.#options.events * 0.45 && r.chance(0.6)
    const contactId = crowded ? crowd : r.pick(this.#contacts)
    const experience = someExperience(r, { eventId: this.#nextId('k'), occurredAt: this.#occurred(), accountId: null, contactId, mood: 0.5 })
    return this.#withRepeats(this.#messageOf(experience, contactId))
  }

  #binding(contactId: string, occurredAt: number): Message {
    const accountId = this.#someAccount()
    const event = crm({ eventId: this.#nextId('b'), occurredAt, accountId, contactId }, 'CONTACT_UPSERTED')
    return this.#withRepeats(this.#messageOf({ topic: 'crm', event }, accountId))
  }

  #fromCrm(): Message {
    const r = this.#r
    const accountId = this.#someAccount()
    const named = { eventId: this.#nextId('u'), occurredAt: this.#occurred(), accountId, contactId: null }
    if (r.chance(0.15)) return this.#withRepeats(this.#messageOf({ topic: 'crm', event: crm(named, 'ACCOUNT_CLOSED') }, accountId))
    const owner = r.pick(['ann', 'bob', null])
    const account = {
      name: `Company ${accountId}`, segment: r.pick(segments), vertical: null, region: r.pick(['north', 'south']), parentAccountId: null,
      annualRevenue: r.chance(0.8) ? r.below(900_000) : null, currency: 'EUR', owner, escalationOwner: owner && 'carla',
      renewalAt: r.chance(0.3) ? named.occurredAt + r.below(200) * day : null, attributes: {},
    }
    return this.#withRepeats(this.#messageOf({ topic: 'crm', event: crm(named, 'ACCOUNT_UPSERTED', account) }, accountId))
  }

  /** Somebody acts on an alert that may be open, as the stream cannot know: those that are not become failed events. */
  #action(): Message {
    const r = this.#r
    // The busiest accounts have most alerts.
    const accountId = this.#accounts[Math.floor(r.next() ** 4 * this.#accounts.length)]!
    const alertId = `${accountId}~${r.pick(alertKinds)}~${r.chance(0.6) ? 1 : 2 + r.below(3)}`
    const occurredAt = this.#now()
    const said = { actionId: this.#nextId('a'), occurredAt, accountId, alertId, by: r.pick(['ann', 'bob']), note: r.chance(0.3) ? 'called them' : null }
    const action = r.pick(['ACKNOWLEDGE', 'ACKNOWLEDGE', 'ASSIGN', 'SNOOZE', 'CLOSE'] as const)
    const event = {
      ...said, action, assignee: action === 'ASSIGN' ? 'dora' : null, until: action === 'SNOOZE' ? occurredAt + (1 + r.below(72)) * 60 * minute : null,
      outcome: action === 'CLOSE' ? r.pick(['SAVED', 'NOT_SAVED', 'FALSE_ALARM']) : null,
    }
    return this.#withRepeats({ topic: 'alert-actions', key: accountId, value: (codec) => codec.framed('alert-actions', event) })
  }

  /** One sender has a newer version of a contract from some day on. */
  #messageOf({ topic, event }: Experience, key: string): Message {
    const newer = topic === 'touchpoints' && this.#index > this.#options.events / 3 && this.#r.chance(0.1)
    const sent = newer ? { ...event, shelf: 'A3', outcome: this.#r.chance(0.2) ? 'DELIGHTED' : event['outcome'] } : event
    return { topic, key, value: (codec) => codec.framed(topic, sent, newer ? 'newer' : 'current') }
  }

  /** Sent again now and then, by the same way or another one. */
  #withRepeats(message: Message): Message {
    const r = this.#r
    if (r.chance(0.03)) {
      const again = r.chance(0.5) ? message : { ...message, partition: r.below(1000) }
      this.#postpone(1 + r.below(this.#share(0.02)), () => again)
    }
    return message
  }

  /** The stream's time. */
  #now(): number {
    return this.#options.clock === 'wall' ? Date.now() : start + Math.round((this.#index * weeks * 7 * day) / this.#options.events)
  }

  /** When an event that is published now happened: mostly a moment ago, sometimes days. */
  #occurred(): number {
    const usual = this.#options.clock === 'wall' ? minute : 30 * minute
    return this.#now() - Math.floor(this.#r.next() * (this.#r.chance(0.04) ? 9 * day : usual))
  }

  /** Each account has good and bad weeks. */
  #moodOf(account: string): number {
    const luck = [...account].reduce((sum, c) => sum + c.codePointAt(0)!, 0) + Math.floor((this.#index / this.#options.events) * 8)
    return luck % 3 === 0 ? 0.15 : 0.85
  }

  #someAccount = () => this.#accounts[Math.floor(this.#r.next() ** 1.3 * this.#accounts.length)]!
  #nextId = (kind: string) => `${kind}-${this.#options.seed}-${++this.#ids}`
  /** A share of the stream's length as a number of messages. */
  #share = (of: number) => Math.max(1, Math.round(of * this.#options.events))

  #postpone(by: number, make: () => Message): void {
    const due = Math.min(this.#options.events - 1, this.#index + by)
    this.#later.set(due, [...(this.#later.get(due) ?? []), make])
  }
}
