import type { AccountAlertKind, KindHistory, OpenAlert, OpenState } from '../../core/alerting/alert.ts'
import { newAccount, type Account, type DetailedClose } from '../../core/scoring/account.ts'
import { RememberedIds } from '../../core/scoring/remembered.ts'
import type { Severity } from '../../schemas/types.ts'
import { createReader, createWriter, type ByteReader, type ByteWriter } from '../shared/fold/bytes.ts'

/** First byte of an account's state; a reader knows every version that was ever written. */
const version = 1
const kinds = ['SCORE_BELOW', 'LOW_SURVEY', 'SCORE_DROP', 'SILENT', 'BURST'] as const satisfies readonly AccountAlertKind[]
const states = ['OPENED', 'ACKNOWLEDGED', 'SNOOZED'] as const satisfies readonly OpenState[]
const severities = ['NORMAL', 'HIGH', 'CRITICAL'] as const satisfies readonly Severity[]
const writer = createWriter()

/** When the account is due next, without decoding the rest: a restore needs no more. */
export const dueOf = (bytes: Buffer): number => bytes.readDoubleLE(1)

/** An account's state in compact binary form; `decodeAccount` of it is the same account. */
export function encodeAccount(account: Account): Buffer {
  const w = writer
  w.byte(version)
  w.double(account.due)
  w.double(account.time)
  w.count(account.accepted)
  w.count(account.contacts)
  w.count(account.observations)
  w.byte((account.observed ? 1 : 0) | (account.closed ? 2 : 0))
  for (const time of [account.lastContactAt, account.stageAt, account.statusAt, account.crmAt, account.publishDay, account.lastClose]) w.nullableDouble(time)
  w.nullableText(account.stage)
  writeCrm(w, account)
  writeDrivers(w, account)
  w.count(account.verbatims.length)
  for (const id of account.verbatims) w.text(id)
  writeHabits(w, account)
  w.bytes(account.remembered.bytes)
  w.count(account.closes.length)
  for (const close of account.closes) {
    w.double(close.value)
    w.double(close.evidence)
  }
  w.count(account.details.length)
  for (const close of account.details) writeDetails(w, close)
  writeAlerts(w, account)
  return w.take()
}

export function decodeAccount(id: string, bytes: Buffer): Account {
  const r = createReader(bytes)
  const found = r.byte()
  if (found !== version) throw new Error(`state of account ${id} has format ${found}; this program knows up to ${version}: run a newer one`)
  const account = newAccount(id)
  account.due = r.double()
  account.time = r.double()
  account.accepted = r.count()
  account.contacts = r.count()
  account.observations = r.count()
  const flags = r.byte()
  account.observed = (flags & 1) !== 0
  account.closed = (flags & 2) !== 0
  account.lastContactAt = r.nullableDouble()
  account.stageAt = r.nullableDouble()
  account.statusAt = r.nullableDouble()
  account.crmAt = r.nullableDouble()
  account.publishDay = r.nullableDouble()
  account.lastClose = r.nullableDouble()
  account.stage = r.nullableText()
  readCrm(r, account)
  readDrivers(r, account)
  account.verbatims = r.list(() => r.text())
  readHabits(r, account)
  account.remembered = new RememberedIds(r.bytes())
  account.closes = r.list(() => ({ value: r.double(), evidence: r.double() }))
  account.details = r.list(() => readDetails(r))
  readAlerts(r, account)
  return account
}

function writeCrm(w: ByteWriter, { crm }: Account): void {
  for (const text of [crm.name, crm.segment, crm.vertical, crm.region, crm.currency, crm.owner, crm.escalationOwner]) w.nullableText(text)
  w.nullableDouble(crm.annualRevenue)
  w.nullableDouble(crm.renewalAt)
}

function readCrm(r: ByteReader, account: Account): void {
  const [name, segment, vertical, region, currency, owner, escalationOwner] = Array.from({ length: 7 }, () => r.nullableText()) as (string | null)[]
  account.crm = {
    name: name!, segment: segment!, vertical: vertical!, region: region!, currency: currency!, owner: owner!, escalationOwner: escalationOwner!,
    annualRevenue: r.nullableDouble(), renewalAt: r.nullableDouble(),
  }
}

function writeDrivers(w: ByteWriter, account: Account): void {
  w.count(account.drivers.length)
  for (const d of account.drivers) {
    w.text(d.name)
    w.double(d.weight)
    w.double(d.sum)
    w.double(d.ref)
    w.count(d.touches.length)
    for (const t of d.touches) {
      w.text(t.eventId)
      w.count(t.sequence)
      w.nullableText(t.note)
    }
  }
}

function readDrivers(r: ByteReader, account: Account): void {
  account.drivers = r.list(() => ({
    name: r.text(), weight: r.double(), sum: r.double(), ref: r.double(),
    touches: r.list(() => ({ eventId: r.text(), sequence: r.count(), note: r.nullableText() })),
  }))
}

function writeHabits(w: ByteWriter, { rhythm, burst }: Account): void {
  w.byte((rhythm === null ? 0 : 1) | (burst === null ? 0 : 2) | (burst?.calm ? 4 : 0))
  if (rhythm !== null) for (const x of [rhythm.firstDay, rhythm.lastDay, rhythm.days, rhythm.lastAt]) w.double(x)
  if (burst !== null) for (const x of [burst.day, burst.count, burst.sum, burst.days]) w.double(x)
}

function readHabits(r: ByteReader, account: Account): void {
  const flags = r.byte()
  if (flags & 1) account.rhythm = { firstDay: r.double(), lastDay: r.double(), days: r.double(), lastAt: r.double() }
  if (flags & 2) account.burst = { day: r.double(), count: r.double(), sum: r.double(), days: r.double(), calm: (flags & 4) !== 0 }
}

function writeDetails(w: ByteWriter, c: DetailedClose): void {
  w.double(c.day)
  w.count(c.accepted)
  w.double(c.value)
  w.double(c.evidence)
  w.double(c.prior)
  w.count(c.contributions.length)
  for (const d of c.contributions) w.double(d)
}

const readDetails = (r: ByteReader): DetailedClose => ({
  day: r.double(), accepted: r.count(), value: r.double(), evidence: r.double(), prior: r.double(), contributions: r.list(() => r.double()),
})

function writeAlerts(w: ByteWriter, { alerts }: Account): void {
  w.count(alerts.open.length)
  for (const a of alerts.open) {
    w.byte(kinds.indexOf(a.kind))
    w.count(a.episode)
    w.count(a.sequence)
    w.byte(severities.indexOf(a.severity))
    w.double(a.openedAt)
    w.nullableText(a.contactId)
    w.byte(states.indexOf(a.state))
    w.count(a.level)
    w.double(a.waitingSince)
    w.nullableDouble(a.snoozedUntil)
    w.nullableText(a.assignee)
    w.text(a.owner)
    w.nullableDouble(a.target)
  }
  const histories = kinds.filter((kind) => alerts.history[kind] !== undefined)
  w.count(histories.length)
  for (const kind of histories) {
    const history = alerts.history[kind]!
    w.byte(kinds.indexOf(kind))
    w.count(history.episodes)
    w.nullableDouble(history.since)
    w.nullableDouble(history.endedAt)
    w.byte(history.heldBack ? 1 : 0)
  }
}

function readAlerts(r: ByteReader, account: Account): void {
  account.alerts.open = r.list((): OpenAlert => ({
    kind: kinds[r.byte()]!, episode: r.count(), sequence: r.count(), severity: severities[r.byte()]!, openedAt: r.double(), contactId: r.nullableText(),
    state: states[r.byte()]!, level: r.count(), waitingSince: r.double(), snoozedUntil: r.nullableDouble(), assignee: r.nullableText(), owner: r.text(),
    target: r.nullableDouble(),
  }))
  for (const [kind, history] of r.list((): [AccountAlertKind, KindHistory] => [
    kinds[r.byte()]!, { episodes: r.count(), since: r.nullableDouble(), endedAt: r.nullableDouble(), heldBack: r.byte() === 1 },
  ])) account.alerts.history[kind] = history
}
