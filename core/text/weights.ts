import { maskOf } from './emotions.ts'

/** What the cues of a text or of one of its sentences add up to; sums are ≥ 0, on the lexicon's scale. */
export interface Weights {
  /** Praise that means what it says. */
  praise: number
  /** Praise that may be an interjection or sarcasm. */
  soft: number
  thanks: number
  complaint: number
  /** Something was asked for. */
  asked: boolean
  /** Something was put right. */
  relieved: boolean
  /** Bit mask of `emotionNames`. */
  emotions: number
  /** Product of (1 − share) over the effort cues; 1 = none. */
  unworn: number
  easy: boolean
}

/** No cue yet. */
export function noWeights(): Weights {
  return { praise: 0, soft: 0, thanks: 0, complaint: 0, asked: false, relieved: false, emotions: 0, unworn: 1, easy: false }
}

/** Forgets all cues, for the next text. */
export function forget(weights: Weights): void {
  weights.praise = weights.soft = weights.thanks = weights.complaint = weights.emotions = 0
  weights.asked = weights.relieved = weights.easy = false
  weights.unworn = 1
}

/** Adds a sentence's sums to its text's, praise and complaints by their own factors. */
export function add(text: Weights, sentence: Weights, praiseFactor: number, complaintFactor: number): void {
  text.praise += sentence.praise * praiseFactor
  text.soft += sentence.soft * praiseFactor
  text.thanks += sentence.thanks * praiseFactor
  text.complaint += sentence.complaint * complaintFactor
  text.asked ||= sentence.asked
  text.relieved ||= sentence.relieved
  text.emotions |= sentence.emotions
  text.unworn *= sentence.unworn
  text.easy ||= sentence.easy
}

/** Takes back a part of the praise said so far: what "but" does. */
export function discount(weights: Weights, praiseFactor: number, complaintFactor: number): void {
  weights.praise *= praiseFactor
  weights.soft *= praiseFactor
  weights.thanks *= praiseFactor
  weights.complaint *= complaintFactor
}

const gratitude = maskOf(['gratitude'])

/** The emotions of a text as a bit mask; thanks that are politeness, or that go with a grave complaint, are no gratitude. */
export function emotionsOf(weights: Weights): number {
  const polite = weights.thanks > 0 && (weights.asked || isGrave(weights)) && weights.praise === 0
  return polite ? weights.emotions & ~gratitude : weights.emotions
}

function isGrave(weights: Weights): boolean {
  return weights.complaint >= 2 && !weights.relieved
}

/** How far one unit of valence moves the sentiment: x / √(x² + 15) is half-way at about 2.2, the valence of one plain word. */
const scale = 15

/**
 * The sentiment of a text in (−1, 1), or null where no cue was found. Complaints win over interjections and thanks unless something was put
 * right: who tells what went wrong and says "great" or "thanks" is seldom pleased. Thanks that go with a request are politeness.
 */
export function sentimentOf(weights: Weights): number | null {
  const { praise, asked, relieved } = weights
  const complaint = relieved && praise + weights.soft + weights.thanks > 0 ? weights.complaint * 0.5 : weights.complaint
  const grave = isGrave(weights)
  const soft = weights.soft * (grave ? 0.4 : 1) * (asked ? 0.5 : 1)
  const thanks = asked ? 0 : weights.thanks * (grave ? 0.2 : 1)
  if (praise === 0 && soft === 0 && thanks === 0 && complaint === 0) return null
  const sum = praise + soft + thanks - complaint
  return sum / Math.sqrt(sum * sum + scale)
}
