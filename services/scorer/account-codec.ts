import { newAccount, type Account } from '../../core/scoring/account.ts'
import { RememberedIds } from '../../core/scoring/remembered.ts'
import { Touches } from '../../core/scoring/touches.ts'
import { createReader, createWriter, type ByteReader, type ByteWriter } from '../shared/fold/bytes.ts'
import { Slabs } from '../shared/slabs.ts'
import { readAlerts, writeAlerts } from './alerts-codec.ts'
import { readCloses, writeCloses } from './closes-codec.ts'

/** First byte of an account's state; a reader knows every version that was ever written. */
const version = 5
/** Notes of touches up to version 4; the first is none, a number behind the last says that a text follows. */
const notes = [null, 'SUCCEEDED', 'FAILED', 'ABANDONED', 'ESCALATED', 'COMPLAINED', 'PRAISED'] as const
const writer = createWriter()
/** Of whoever does not say when the states are done with. */
const unreleased = new Slabs(false)

/** When the account is due next, without decoding the rest: a restore needs no more. */
export const dueOf = (bytes: Buffer): number => bytes.readDoubleLE(1)

/** An account's state in compact binary form, in memory that others share; `decodeAccount` of it is the same account. */
export function encodeAccount(account: Account, slabs = unreleased): Buffer {
  writer.into(slabs)
  write(writer, account)
  return writer.share()
}

/** The same in memory of its own: a slice of what many share would keep all of that alive. */
export function encodeForKeeping(account: Account): Buffer {
  write(writer, account)
  return writer.take()
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

function writeDrivers(w: ByteWriter, account: Account): void {
  w.count(account.drivers.length)
  for (const d of account.drivers) {
    w.text(d.name)
    w.double(d.weight)
    w.double(d.sum)
    w.double(d.ref)
  }
}

function readDrivers(r: ByteReader, account: Account, found: number): void {
  const touches: { readonly driver: number; readonly eventId: string; readonly sequence: number; readonly note: string | null }[] = []
  let index = 0
  account.drivers = r.list(() => {
    const driver = { name: r.text(), weight: r.double(), sum: r.double(), ref: r.double() }
    if (found < 5) touches.push(...r.list(() => ({ driver: index, eventId: r.text(), sequence: r.count(), note: readNote(r) })))
    index++
    return driver
  })
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
