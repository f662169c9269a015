import avsc from 'avsc'
import type { Contracts, TimelineRecord } from '../../../schemas/types.ts'
import { currentSchema, publishedSchema, publishedVersions } from '../../../schemas/contracts.ts'
import type { ContractName } from '../../../schemas/contracts.ts'
import { Refusal } from '../refusal.ts'
import { decodeBody, decodedEnd, decoderOf, type Decode } from './body-decoder.ts'
import { encodeBehind } from './wire.ts'

/** The kinds of timeline records that carry an event, and the contract each is written by. */
export const eventContracts = { TOUCH_POINT: 'touch-point', SURVEY: 'survey', ACCOUNT: 'crm', ACTION: 'alert-action' } as const satisfies
  Partial<Record<TimelineRecord['kind'], ContractName>>
export type EventKind = keyof typeof eventContracts
export type EventOf<K extends EventKind> = Contracts[(typeof eventContracts)[K]]

const currentTypes = new Map<ContractName, avsc.Type>()
const currentVersions = new Map<ContractName, number>()
const versionTypes: Record<EventKind, (EventType<EventKind> | undefined)[]> = { TOUCH_POINT: [], SURVEY: [], ACCOUNT: [], ACTION: [] }

/** The avsc type of a contract as this build has it: for `frame`, and as the reader's schema. Compiled once. */
export function contractType(name: ContractName): avsc.Type {
  let type = currentTypes.get(name)
  if (!type) currentTypes.set(name, type = avsc.Type.forSchema(currentSchema(name) as avsc.Schema))
  return type
}

/** The number of the published version that this build writes. */
export function currentVersion(name: ContractName): number {
  let version = currentVersions.get(name)
  if (!version) currentVersions.set(name, version = publishedVersions(name).at(-1)!)
  return version
}

/** An event in the version it was written with, read as the current one. */
export interface EventType<K extends EventKind> {
  readonly version: number
  /** The event; `bytes` come from the timeline, where only checked ones stand. Throws where they are not of this version. */
  decode(bytes: Uint8Array): EventOf<K>
}

/**
 * How to read the events of one kind that were written with one published version; compiled once.
 * Throws a Refusal for a version that this build does not have.
 */
export function eventType<K extends EventKind>(kind: K, version: number): EventType<K> {
  const versions = versionTypes[kind]
  const found = versions[version] ??= compileEventType(kind, version)
  return found as unknown as EventType<K>
}

function compileEventType(kind: EventKind, version: number): EventType<EventKind> {
  const name = eventContracts[kind]
  if (!publishedVersions(name).includes(version)) {
    throw new Refusal(`The timeline holds a ${name} event of version ${version}; this build knows ${publishedVersions(name).join(', ')}`,
      'Start a build that has this version: once a newer version writes to a timeline, an older build cannot read it.')
  }
  const current = contractType(name)
  if (version === currentVersion(name)) return { version, decode: (bytes) => decodeWhole(decoderOf(current), asBuffer(bytes)) as EventOf<EventKind> }
  const resolver = current.createResolver(avsc.Type.forSchema(publishedSchema(name, version) as avsc.Schema))
  return { version, decode: (bytes) => current.fromBuffer(asBuffer(bytes), resolver) as EventOf<EventKind> }
}

function decodeWhole(decode: Decode, bytes: Buffer): unknown {
  const event = decodeBody(decode, bytes, 0)
  if (decodedEnd() !== bytes.length) throw new Error(`an event of ${bytes.length} bytes that ends at ${decodedEnd()}`)
  return event
}

/** An event in Avro binary of the current version, as the timeline carries it. */
export const encodeEvent = <K extends EventKind>(kind: K, event: EventOf<K>): Buffer =>
  encodeBehind(0, contractType(eventContracts[kind]), event)

/** The same bytes as a Buffer, which avsc insists on. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
