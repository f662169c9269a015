import { effortOfDeniedEase } from './effort.ts'
import { negated } from './emotions.ts'
import { Role } from './lexicon.ts'
import { negationReach, underNegation } from './negation.ts'
import type { Cue } from './patterns.ts'
import { settle, type Reader } from './reader.ts'
import { Seen } from './tokens.ts'
import { discount } from './weights.ts'

/** Books one cue, found at `at` in a sentence that begins at `from`, with whatever stands before it. */
export function apply(r: Reader, cue: Cue, at: number, from: number): void {
  const { role } = cue
  if (role & Role.CONTRAST) turn(r, at === from)
  if (role & Role.CONCESSION) {
    r.clause = 0.4
    r.contrasted = true
  }
  if (role & Role.WAIT) r.waits = true
  if (role & Role.REQUEST) r.sentence.asked = true
  if (role & Role.RELIEF && r.negator < 0) r.sentence.relieved = true
  const denied = r.negator >= 0 && (role & Role.CLOSED) === 0
  if (role & Role.EASE) {
    if (denied) r.sentence.unworn *= 1 - effortOfDeniedEase
    else r.sentence.easy = true
  }
  if (!denied) r.sentence.unworn *= 1 - cue.effort
  r.sentence.emotions |= denied ? negated(cue.emotions) : cue.emotions
  if (cue.valence !== 0) contribute(r, cue, at, denied)
  if (role & Role.UNREAL) r.unreal = true
  if (role & Role.NEGATOR) {
    settle(r)
    r.negator = at
    r.negatorReaches = r.match.end - 1 + negationReach
    r.negatorUsed = false
  }
  if (cue.boost !== 1) {
    // Capped: "very" a thousand times is not a thousand times worse.
    r.boost = Math.min(2, r.boostReaches > at ? r.boost * cue.boost : cue.boost)
    r.boostReaches = r.match.end + 2
  }
}

function turn(r: Reader, opensSentence: boolean): void {
  settle(r)
  r.contrasted = true
  r.unreal = false
  r.curse = 0
  if (opensSentence) discount(r.text, 0.6, 1)
  else discount(r.sentence, 0.5, 0.8)
  r.clause = 1.25
}

function contribute(r: Reader, cue: Cue, at: number, denied: boolean): void {
  const { role } = cue
  const { sentence } = r
  const seen = r.tokens.seen[at]!
  const plain = role & Role.RATING ? valenceOfStars(r.tokens.values[at]!) : cue.valence
  let valence = plain * r.clause * (at < r.boostReaches ? r.boost : 1) * (seen & Seen.SHOUTED ? 1.25 : 1) * (seen & Seen.STRETCHED ? 1.2 : 1)
  if (valence > 0 && r.curse > 0 && at <= r.boostReaches) {
    sentence.complaint -= r.curse
    sentence.emotions &= ~r.curseEmotions
    r.curse = 0
  }
  if (denied) {
    valence = underNegation(valence)
    r.negatorUsed = true
  }
  if (r.unreal) valence *= valence > 0 ? 0.25 : 0.7
  if (valence < 0) complain(r, -valence, cue)
  else if (role & Role.THANKS) {
    sentence.thanks += valence
    r.thanked = true
  } else if (role & Role.SOFT) sentence.soft += valence
  else sentence.praise += valence
}

/** "1 star" … "5 stars"; more than five are somebody's other scale, and praise. */
function valenceOfStars(stars: number): number {
  return stars < 3 ? -3.5 : stars < 4 ? -0.5 : 3
}

function complain(r: Reader, weight: number, { role, emotions }: Cue): void {
  r.sentence.complaint += weight
  if (r.thanked && !r.contrasted) r.afterThanks += weight
  if (role & Role.SPOILER && !r.contrasted) r.spoiled = r.sentence.soft
  if (role & Role.CURSE) {
    r.curse = weight
    r.curseEmotions = emotions
    r.boost = 1.3
    r.boostReaches = r.match.end + 1
  }
}
