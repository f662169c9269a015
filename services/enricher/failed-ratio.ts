import type { Failure } from '../../core/failures.ts'

/** When too many records fail. */
export interface RatioPolicy {
  /** More than this share stops; 1: nothing does. */
  readonly maxRatio: number
  /** Fewer records than this say nothing. */
  readonly minRecords: number
}

/** What became of one record. */
export interface Outcome {
  readonly offset: number
  /** The publishing system that the event names; null where it could not be decoded, or names none. */
  readonly source: string | null
  readonly failure: Failure | null
}

/** Too many: of how many records how many failed, all of one source where it is named. */
export interface Excess {
  readonly source: string | null
  readonly records: number
  readonly failed: number
}

interface Tally {
  records: number
  failed: number
}

/** The last records of one topic, or of one source in it: between one and two times as many as the policy asks for, once there were so many. */
interface Recent {
  now: Tally
  before: Tally
}

/** More sources than this in one topic are not told apart by anybody; the one met first is forgotten. */
const maxSources = 1000

const empty = (): Tally => ({ records: 0, failed: 0 })
const all = Symbol('all sources')
type Key = string | typeof all

/** Watches what share of one topic's records fail, in all and by source. */
export class FailedRatio {
  readonly #policy: RatioPolicy
  readonly #recent = new Map<Key, Recent>()

  constructor(policy: RatioPolicy) {
    this.#policy = policy
  }

  /**
   * Whether with this batch too many of the last records fail; null where not, and where all of the batch is well. Changes nothing: a batch that is not
   * committed is read again.
   */
  excessWith(batch: readonly Outcome[]): Excess | null {
    const { maxRatio, minRecords } = this.#policy
    for (const [key, tally] of tallies(batch)) {
      if (tally.failed === 0) continue
      const { records, failed } = this.#last(key, tally)
      if (records >= minRecords && failed > maxRatio * records) return { source: key === all ? null : key, records, failed }
    }
    return null
  }

  /** Remembers a batch that is committed. */
  count(batch: readonly Outcome[]): void {
    for (const [key, tally] of tallies(batch)) {
      const recent = this.#recent.get(key) ?? { now: empty(), before: empty() }
      add(recent.now, tally)
      if (recent.now.records >= this.#policy.minRecords) {
        recent.before = recent.now
        recent.now = empty()
      }
      this.#keep(key, recent)
    }
  }

  /** The newest records, no more than it takes to judge: what was before the trouble must not hide it. */
  #last(key: Key, batch: Tally): Tally {
    const recent = this.#recent.get(key)
    const sum = { ...batch }
    for (const older of recent ? [recent.now, recent.before] : []) {
      if (sum.records < this.#policy.minRecords) add(sum, older)
    }
    return sum
  }

  #keep(key: Key, recent: Recent): void {
    this.#recent.set(key, recent)
    if (this.#recent.size <= maxSources + 1) return
    for (const oldest of this.#recent.keys()) {
      if (oldest === all) continue
      this.#recent.delete(oldest)
      return
    }
  }
}

/** All together first, then by source. */
function tallies(batch: readonly Outcome[]): Map<Key, Tally> {
  const found = new Map<Key, Tally>()
  found.set(all, { records: batch.length, failed: batch.filter(({ failure }) => failure).length })
  for (const { source, failure } of batch) {
    if (source === null) continue
    let tally = found.get(source)
    if (!tally) found.set(source, tally = empty())
    tally.records++
    if (failure) tally.failed++
  }
  return found
}

function add(to: Tally, { records, failed }: Tally): void {
  to.records += records
  to.failed += failed
}
