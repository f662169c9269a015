import { bareNegation } from './negation.ts'
import { createMatch, type Match, type Node } from './patterns.ts'
import type { Tokens } from './tokens.ts'
import { forget, noWeights, type Weights } from './weights.ts'

/** What is known while a text is read, sentence by sentence; one object, used again for every text of an analyser. */
export interface Reader {
  readonly root: Node
  readonly tokens: Tokens
  /** For each token the node that it leads to from the root. */
  readonly nodes: (Node | undefined)[]
  readonly words: readonly string[]
  readonly match: Match
  /** Sums of the whole text, and of the sentence being read. */
  readonly text: Weights
  readonly sentence: Weights
  /** Factor of the clause: more after "but", less after "despite". */
  clause: number
  unreal: boolean
  /** Position of a negator that has denied nothing yet or still reaches on; −1 = none. */
  negator: number
  negatorReaches: number
  negatorUsed: boolean
  boost: number
  boostReaches: number
  /** Complaint booked for a curse that praise may still turn into an intensifier. */
  curse: number
  curseEmotions: number
  thanked: boolean
  contrasted: boolean
  /** Complaints after thanks, and the praise that a spoiler stands behind. */
  afterThanks: number
  spoiled: number
  waits: boolean
  minutes: number
}

/** A reader for one analyser. */
export function createReader(root: Node, tokens: Tokens): Reader {
  return {
    root, tokens, nodes: [], words: tokens.words, match: createMatch(), text: noWeights(), sentence: noWeights(),
    clause: 1, unreal: false, negator: -1, negatorReaches: 0, negatorUsed: false, boost: 1, boostReaches: 0, curse: 0, curseEmotions: 0,
    thanked: false, contrasted: false, afterThanks: 0, spoiled: 0, waits: false, minutes: 0,
  }
}

/** Forgets the sentence before. */
export function begin(r: Reader): void {
  forget(r.sentence)
  r.clause = r.boost = 1
  r.negator = -1
  r.curse = r.afterThanks = r.spoiled = r.minutes = r.boostReaches = 0
  r.unreal = r.thanked = r.contrasted = r.waits = false
}

/** A comma or the like: negation, wishes and concessions end here. */
export function endClause(r: Reader): void {
  settle(r)
  r.unreal = false
  if (r.clause < 1) r.clause = 1
  r.boostReaches = 0
}

/** Ends the reach of a negator; one that denied nothing counts by itself. */
export function settle(r: Reader): void {
  if (r.negator >= 0 && !r.negatorUsed) {
    const { words } = r.tokens
    r.sentence.complaint -= bareNegation(words[r.negator]!, words[r.negator - 1] ?? '') * r.clause * (r.unreal ? 0.5 : 1)
  }
  r.negator = -1
}
