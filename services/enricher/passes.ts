import type { SettingsRecord } from '../shared/settings.ts'

/** Up to where people let the records of source partitions fail, as the settings topic says. */
export class Passes {
  readonly #until = new Map<string, Map<number, number>>()

  /** Takes the next record of the settings topic. */
  take(record: SettingsRecord): void {
    // Offsets of a topic that was recreated since mean other records.
    if (record.kind === 'epoch') this.#until.delete(record.topic)
    if (record.kind !== 'pass') return
    const topic = this.#until.get(record.topic) ?? new Map<number, number>()
    this.#until.set(record.topic, topic)
    for (const [partition, offset] of Object.entries(record.untilOffsets)) topic.set(Number(partition), Math.max(offset, topic.get(Number(partition)) ?? 0))
  }

  /** The offset, exclusive, before which no share of failed records stops anybody; 0: nothing was passed. */
  until(topic: string, partition: number): number {
    return this.#until.get(topic)?.get(partition) ?? 0
  }
}
