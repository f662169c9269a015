import type { Settings } from '../../core/model/settings.ts'
import type { DecodeResult } from '../shared/avro/decoder.ts'
import type { EventKind, EventOf } from '../shared/avro/published.ts'
import type { LogRecord } from '../shared/kafka/log-record.ts'
import type { Produced } from '../shared/kafka/produce.ts'

/** Reads the values of one input topic. Rejects only when its service is stopping: until then it waits for a registry that is away. */
export interface Decoder<K extends EventKind> {
  decode(value: Buffer | null): DecodeResult<EventOf<K>> | Promise<DecodeResult<EventOf<K>>>
}

/** Settings with their number. */
export interface NumberedSettings extends Settings {
  readonly number: number
  readonly maxFutureSkewMs: number
}

/** What the settings topic says, as of the latest look at it. */
export interface SettingsBook {
  /** The newest settings. */
  latest(): NumberedSettings
  /** Settings that were in force when something was committed. Throws a Refusal where the topic does not have them. */
  byNumber(number: number): NumberedSettings
  /** How often a source topic began anew. */
  epochOf(topic: string): number
  /** Whether the partition was ever read in this epoch of its topic. */
  hasBegun(topic: string, partition: number, epoch: number): boolean
  /** Says so, for good; resolves when it is stored. */
  begin(topic: string, partition: number, epoch: number): Promise<void>
  /** Before this offset of the source partition, exclusive, records may fail as they like; 0: nobody said so. */
  passedUntil(topic: string, partition: number): number
  /** Looks at the topic again. */
  refresh(): Promise<void>
}

/** What a source partition's log says about itself. */
export interface SourceLog {
  /** Its first offset and the next one to be given. */
  range(): Promise<{ readonly low: number; readonly high: number }>
  readOne(offset: number): Promise<LogRecord | null>
}

/** The brokers' clock as their answers to records tell it, epoch ms; 0 or less where they do not tell it. */
export type BrokerTime = (answers: readonly Produced[]) => number
