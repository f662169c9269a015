import { newAccount, type Account } from '../../core/scoring/account.ts'
import { RememberedIds } from '../../core/scoring/remembered.ts'
import { Touches } from '../../core/scoring/touches.ts'
import { createReader, createWriter, type ByteReader, type ByteWriter } from '../shared/fold/bytes.ts'
import type { WriteValue } from '../shared/kafka/record-set.ts'
import { readAlerts, writeAlerts } from './alerts-codec.ts'
import { readCloses, writeCloses } from './closes-codec.ts'

/** First byte of an account's state; a reader knows every version that was ever written. */
const version = 5
/** Notes of touches up to version 4; the first is none, a number behind the last says that a text follows. */
const notes = [null, 'SUCCEEDED', 'FAILED', 'ABANDONED', 'ESCALATED', 'COMPLAINED', 'PRAISED'] as const
const writer = createWriter()

/** When the account is due next, without decoding the rest: a restore needs no more. */
export const dueOf = (bytes: Buffer): number => bytes.readDoubleLE(1)

/** An account's state in compact binary form; `decodeAccount` of it is the same account. */
export function encodeAccount(account: Account): Buffer {
  writer.begin()
  write(writer, account)
  return writer.take()
}

/** The same into a record. */
export const writeAccount: WriteValue<Account> = (buffer, position, account) => {
  writer.place(buffer, position)
  write(writer, account)
  return writer.placed()
}

function write(w: ByteWriter, account: Account): void {
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
  w.bytes(account.touches.bytes)
  w.count(account.verbatims.length)
  for (const id of account.verbatims) w.text(id)
  writeHabits(w, account)
  w.bytes(account.remembered.bytes)
  writeCloses(w, account)
  writeAlerts(w, account)
  w.nullableText(account.fedBy)
}

export function decodeAccount(id: string, bytes: Buffer): Account {
  const r = createReader(bytes)
  const found = r.byte()
  if (found < 1 || found > version) throw new Error(`state of account ${id} has format ${found}; this program knows up to ${version}: run a newer one`)
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
  readDrivers(r, account, found)
  account.verbatims = r.list(() => r.text())
  readHabits(r, account)
  account.remembered = new RememberedIds(r.bytes())
  readCloses(r, account, found)
  readAlerts(r, account, found)
  if (found >= 2) account.fedBy = r.nullableText()
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

function writeDrivers(w: ByteWriter, { drivers }: Account): void {
  w.count(drivers.length)
  for (let i = 0; i < drivers.length; i++) {
    w.text(drivers.name(i))
    w.double(drivers.weight(i))
    w.double(drivers.sum(i))
    w.double(drivers.ref(i))
  }
}

function readDrivers(r: ByteReader, account: Account, found: number): void {
  const touches: { readonly driver: number; readonly eventId: string; readonly sequence: number; readonly note: string | null }[] = []
  for (let left = r.count(); left > 0; left--) {
    const driver = account.drivers.add(r.text(), r.double(), r.double(), r.double())
    if (found < 5) touches.push(...r.list(() => ({ driver, eventId: r.text(), sequence: r.count(), note: readNote(r) })))
  }
  if (found >= 5) account.touches = new Touches(r.bytes())
  // Before, each driver had its own.
  for (const { driver, sequence, eventId, note } of touches.sort((a, b) => a.sequence - b.sequence)) account.touches.add(driver, sequence, eventId, note)
}

function readNote(r: ByteReader): string | null {
  const known = r.byte()
  return known === notes.length ? r.text() : notes[known]!
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
