import type { Account, DetailedClose } from '../../core/scoring/account.ts'
import type { ByteReader, ByteWriter } from '../shared/fold/bytes.ts'

/**
 * What a detailed close repeats is not stored again: the score of a day that is among the closes, and a prior equal to the one before.
 * That is 240 bytes of an account with full closes.
 */
const shared = { score: 1, prior: 2 } as const

/** Writes an account's daily closes, and the detailed ones of the last days. */
export function writeCloses(w: ByteWriter, { closes, details, lastClose }: Account): void {
  w.count(closes.length)
  for (const close of closes) {
    w.double(close.value)
    w.double(close.evidence)
  }
  w.count(details.length)
  details.forEach((detail, i) => {
    const close = closes[closes.length - 1 - (lastClose! - detail.day)]
    const sameScore = close !== undefined && Object.is(close.value, detail.value) && Object.is(close.evidence, detail.evidence)
    const samePrior = i > 0 && Object.is(details[i - 1]!.prior, detail.prior)
    w.count((lastClose! - detail.day) * 4 + (sameScore ? shared.score : 0) + (samePrior ? shared.prior : 0))
    w.count(detail.accepted)
    if (!sameScore) {
      w.double(detail.value)
      w.double(detail.evidence)
    }
    if (!samePrior) w.double(detail.prior)
    w.count(detail.contributions.length)
    for (const contribution of detail.contributions) w.double(contribution)
  })
}

/** Reads what writeCloses wrote into the account, whose `lastClose` is known. Before version 3 details stood in full. */
export function readCloses(r: ByteReader, account: Account, version: number): void {
  account.closes = r.list(() => ({ value: r.double(), evidence: r.double() }))
  let before: DetailedClose | null = null
  account.details = r.list(() => (before = version < 3 ? readWhole(r) : readShort(r, account, before)))
}

function readShort(r: ByteReader, { closes, lastClose }: Account, before: DetailedClose | null): DetailedClose {
  const head = r.count()
  const age = Math.floor(head / 4)
  const accepted = r.count()
  const { value, evidence } = (head & shared.score) !== 0 ? closes[closes.length - 1 - age]! : { value: r.double(), evidence: r.double() }
  const prior = (head & shared.prior) !== 0 ? before!.prior : r.double()
  return { day: lastClose! - age, accepted, value, evidence, prior, contributions: r.list(() => r.double()) }
}

const readWhole = (r: ByteReader): DetailedClose => ({
  day: r.double(), accepted: r.count(), value: r.double(), evidence: r.double(), prior: r.double(), contributions: r.list(() => r.double()),
})
