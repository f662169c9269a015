import { sourceKey, type Provenance } from './entry.ts'

/** Up to where a source partition's records have been applied. */
export interface Mark {
  epoch: number
  offset: number
  number: number
}

/** By source partition. One mark each is enough: a writer writes a source partition in order, and repeats are identical. */
export type Marks = Map<string, Mark>

/** Whether the record was applied before: at or below the mark of its source partition. */
export function isRepeat(marks: Marks, s: Provenance): boolean {
  const mark = marks.get(sourceKey(s.topic, s.partition))
  if (mark === undefined) return false
  if (s.epoch !== mark.epoch) return s.epoch < mark.epoch
  if (s.offset !== mark.offset) return s.offset < mark.offset
  return s.number <= mark.number
}

/** Raises the mark of the record's source partition. */
export function raise(marks: Marks, s: Provenance): void {
  const key = sourceKey(s.topic, s.partition)
  const mark = marks.get(key)
  if (mark === undefined) marks.set(key, { epoch: s.epoch, offset: s.offset, number: s.number })
  else {
    mark.epoch = s.epoch
    mark.offset = s.offset
    mark.number = s.number
  }
}
