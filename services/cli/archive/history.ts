import type { Settings } from '../../../core/model/settings.ts'
import { decodeTimeline } from '../../shared/avro/timeline.ts'
import { encodeSettingsRecord, parseSettingsRecord } from '../../shared/settings.ts'
import { inputTopics } from '../../topology.ts'

/** The settings that a record of the timeline of that kind carries. */
export function settingsOf(value: Buffer): Settings {
  const record = parseSettingsRecord(decodeTimeline(value).event)
  if (record.kind !== 'settings') throw new Error(`settings of the kind ${record.kind}`)
  return record.settings
}

/** What a timeline tells of the settings topic that it was written by. */
export class History {
  readonly #settings = new Map<number, Buffer>()
  readonly #epochs = new Map<string, number>()

  /** Takes a record's value. Throws where this build cannot read it. */
  note(value: Buffer): void {
    const { kind, topic, epoch, offset, event } = decodeTimeline(value)
    if (kind === 'SETTINGS') this.#settings.set(offset, Buffer.from(event))
    else this.#epochs.set(topic, Math.max(epoch, this.#epochs.get(topic) ?? 0))
  }

  /**
   * The settings topic of a deployment that has this timeline, value by value. Settings have their offset as number there, and only a greater number changes those in force: so each stands where it stood. All
   * between, and behind, begin a new epoch of the input topics: what is sent to those of the new deployment is not taken for repeats of what the timeline has.
   */
  settingsTopic(): Buffer[] {
    const raised = inputTopics.map((topic) => encodeSettingsRecord({ kind: 'epoch', topic, epoch: (this.#epochs.get(topic) ?? 0) + 1 }))
    const numbers = Math.max(...this.#settings.keys()) + 1
    return [...Array.from({ length: numbers }, (_, number) => this.#settings.get(number) ?? raised[number % raised.length]!), ...raised]
  }
}
