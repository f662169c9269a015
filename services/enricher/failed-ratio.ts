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

/** More sources than this in one topic are made up; the one that was silent for longest is forgotten. */
const maxSources = 1000

const empty = (): Tally => ({ records: 0, failed: 0 })
const all = Symbol('all sources')
type Key = string | typeof all

/** Watches what share of one topic's records fail, in all and by source, over all the partitions that are read at the same time. */
export class FailedRatio {
  readonly #policy: RatioPolicy
  readonly #recent = new Map<Key, Recent>()
  /** The batches that are not committed yet, by who reads them; one each. */
  readonly #inHand = new Map<object, ReadonlyMap<Key, Tally>>()

  constructor(policy: RatioPolicy) {
    this.#policy = policy
  }

  /**
   * Takes a reader's batch in hand. Gives where too many of the last records fail with it; null where not, and where all of the batch is well: then it
   * counts, until it is committed or put back.
   */
  take(reader: object, batch: readonly Outcome[]): Excess | null {
    const { maxRatio, minRecords } = this.#policy
    this.putBack(reader)
    const taken = tallies(batch)
    for (const [key, tally] of taken) {
      if (tally.failed === 0) continue
      const { records, failed } = this.#last(key, tally)
      if (records >= minRecords && failed > maxRatio * records) return { source: key === all ? null : key, records, failed }
    }
    this.#inHand.set(reader, taken)
    return null
  }

  /** Forgets the reader's batch: it is read again. */
  putBack(reader: object): void {
    this.#inHand.delete(reader)
  }

  /** Remembers the reader's batch, which is committed. */
  committed(reader: object): void {
    const taken = this.#inHand.get(reader) ?? []
    this.putBack(reader)
    for (const [key, tally] of taken) {
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
    for (const older of [...[...this.#inHand.values()].map((taken) => taken.get(key)), recent?.now, recent?.before]) {
      if (older && sum.records < this.#policy.minRecords) add(sum, older)
    }
    return sum
  }

  #keep(key: Key, recent: Recent): void {
    this.#recent.delete(key)
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
