import { createHash } from 'node:crypto'
import type { Settings } from '../../core/model/settings.ts'

/** What the topic `settings` holds. A record's offset is its number. */
export type SettingsRecord =
  | { readonly kind: 'settings'; readonly settings: Settings }
  /** The source topic was recreated: its offsets begin anew, and records of this epoch follow all of the one before. */
  | { readonly kind: 'epoch'; readonly topic: string; readonly epoch: number }
  /** The enricher has begun to read this partition in this epoch: from then on a commit of it must exist. */
  | { readonly kind: 'begun'; readonly topic: string; readonly partition: number; readonly epoch: number }
  /** Up to these offsets, exclusive, no share of failed records stops a service. `at`: epoch ms. */
  | { readonly kind: 'pass'; readonly topic: string; readonly untilOffsets: Readonly<Record<string, number>>; readonly at: number }

/** Settings with their hash: SHA-256, in hex, over the canonical JSON of everything else. */
export function sealSettings(content: Omit<Settings, 'hash'>): Settings {
  const { model, clock, tickIntervalMs, sources } = content
  return { model, clock, tickIntervalMs, sources, hash: hashOf({ model, clock, tickIntervalMs, sources }) }
}

/** The value of a record of the topic, UTF-8 JSON. */
export function encodeSettingsRecord(record: SettingsRecord): Buffer {
  return Buffer.from(JSON.stringify(record.kind === 'settings' ? { kind: record.kind, ...record.settings } : record))
}

/** Reads what encodeSettingsRecord wrote. Throws where it is something else, or settings do not have the hash they carry. */
export function parseSettingsRecord(value: Uint8Array): SettingsRecord {
  const record = JSON.parse(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8')) as { kind?: unknown } & Settings
  if (record.kind === 'epoch' || record.kind === 'begun' || record.kind === 'pass') return record as unknown as SettingsRecord
  if (record.kind !== 'settings') throw new Error(`a settings record of the unknown kind ${JSON.stringify(record.kind)}`)
  const settings = sealSettings(record)
  if (settings.hash !== record.hash) throw new Error(`settings whose hash is ${record.hash}, but whose content gives ${settings.hash}`)
  return { kind: 'settings', settings }
}

const hashOf = (content: object): string => createHash('sha256').update(canonicalJson(content)).digest('hex')

/** JSON with the keys of every object in the order of their UTF-16 units: equal content, equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each)
}
