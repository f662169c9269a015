import type { AlertAction, CrmEvent, SurveyEvent, TouchPointEvent } from '../../schemas/types.ts'
import type { Settings } from '../model/settings.ts'
import type { TextFindings } from './outputs.ts'

/** Where a log record came from. (epoch, offset, number) rises within one source partition. */
export interface Provenance {
  /** Topic without the deployment's prefix. */
  readonly topic: string
  readonly partition: number
  readonly epoch: number
  readonly offset: number
  readonly number: number
}

interface Base {
  /** Offset in the timeline. */
  readonly offset: number
  readonly source: Provenance
  /** Broker time of the source record, epoch ms. */
  readonly timestamp: number
}

/** One decoded record of the timeline. `progress`: the source was read up to `timestamp`. */
export type Entry =
  | (Base & { readonly kind: 'TOUCH_POINT'; readonly event: TouchPointEvent; readonly text: TextFindings })
  | (Base & { readonly kind: 'SURVEY'; readonly event: SurveyEvent; readonly text: TextFindings })
  | (Base & { readonly kind: 'ACCOUNT'; readonly event: CrmEvent })
  | (Base & { readonly kind: 'ACTION'; readonly event: AlertAction })
  | (Base & { readonly kind: 'SETTINGS'; readonly settings: Settings })
  | (Base & { readonly kind: 'PROGRESS' })

export type EventEntry = Exclude<Entry, { kind: 'SETTINGS' | 'PROGRESS' }>

/** The name under which marks and progress of a source partition are kept. */
export function sourceKey(topic: string, partition: number): string {
  let keys = keysOf.get(topic)
  if (keys === undefined) keysOf.set(topic, keys = [])
  return keys[partition] ??= `${topic}/${partition}`
}

/** Each record of the log asks for its source's. */
const keysOf = new Map<string, string[]>()
