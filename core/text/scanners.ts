import { Kind, kindOf } from './characters.ts'
import { emoticonAt, modifiesPicture } from './emoji.ts'
import { Ends, endSentence, push, type Tokens } from './tokens.ts'

// Each scanner reads what begins at its position, adds the tokens that it makes, and gives the position after it.

/** A number, or an ordinal such as "3rd", which stays a word. */
export function number(lower: string, start: number, out: Tokens): number {
  let at = start
  let clock = false
  let slash = -1
  for (; at < lower.length; at++) {
    const code = lower.charCodeAt(at)
    if (code >= 48 && code <= 57) continue
    const inside = (code === 46 || code === 44 || code === 58 || code === 47) && kindOf(lower.charCodeAt(at + 1)) === Kind.DIGIT
    if (!inside) break
    if (code === 58) clock = true
    if (code === 47) slash = at
  }
  const ordinal = lower.slice(at, at + 2)
  if (/^(st|nd|rd|th)$/.test(ordinal) && kindOf(lower.charCodeAt(at + 2)) !== Kind.LETTER) {
    push(out, lower.slice(start, at) + ordinal, 0, NaN)
    return at + 2
  }
  push(out, '#', 0, clock ? NaN : amount(lower, start, at, slash))
  return at
}

function amount(lower: string, start: number, end: number, slash: number): number {
  if (slash < 0) return Number(lower.slice(start, end).replaceAll(',', ''))
  return Number(lower.slice(start, slash)) / Number(lower.slice(slash + 1, end))
}

/** A run of sentence ends. */
export function stop(lower: string, start: number, out: Tokens): number {
  let at = start
  let exclamations = 0
  let questions = 0
  for (; kindOf(lower.charCodeAt(at)) === Kind.STOP && at < lower.length; at++) {
    if (lower.charCodeAt(at) === 33) exclamations++
    else if (lower.charCodeAt(at) === 63) questions++
  }
  const urgent = questions > 1 || (questions > 0 && exclamations > 0)
  endSentence(out, (questions > 0 ? Ends.QUESTION : 0) | (urgent ? Ends.URGENT_QUESTION : 0) | (Math.min(exclamations, 4) << Ends.EXCLAMATIONS_SHIFT))
  return at
}

/** An emoticon, or a colon that is none. */
export function face(lower: string, at: number, out: Tokens): number {
  out.breakPending = true
  const found = emoticonAt(lower, at)
  if (found === null) return at + 1
  push(out, found.face, 0, NaN)
  return at + found.length
}

/** An emoji with its modifiers. */
export function picture(lower: string, start: number, out: Tokens): number {
  const width = (code: number): number => (code >= 0xd800 && code <= 0xdbff ? 2 : 1)
  let at = start + width(lower.charCodeAt(start))
  const sign = lower.slice(start, at)
  for (;;) {
    const code = lower.charCodeAt(at)
    const skinTone = code === 0xd83c && lower.charCodeAt(at + 1) >= 0xdffb
    if (!modifiesPicture(code) && !skinTone) break
    at += skinTone ? 2 : 1
    if (code === 0x200d && kindOf(lower.charCodeAt(at)) === Kind.PICTURE) at += width(lower.charCodeAt(at))
  }
  // A row of the same picture is one cue: it says the same thing louder, not several things.
  if (out.words[out.count - 1] !== sign || out.count === 0) push(out, sign, 0, NaN)
  return at
}

/** A hyphen inside a word joins ("on-time"); elsewhere it parts. */
export function hyphen(lower: string, at: number, out: Tokens): number {
  const joins = kindOf(lower.charCodeAt(at - 1)) === Kind.LETTER && kindOf(lower.charCodeAt(at + 1)) === Kind.LETTER
  if (!joins) out.breakPending = true
  return at + 1
}

/** A mentioned name: who is spoken to says nothing about how. */
export function skipName(lower: string, start: number): number {
  let at = start
  for (; ; at++) {
    const kind = kindOf(lower.charCodeAt(at))
    if (kind !== Kind.LETTER && kind !== Kind.DIGIT && lower.charCodeAt(at) !== 95) return at
  }
}

/** The rest of a link. */
export function skipLink(lower: string, start: number): number {
  let at = start
  while (at < lower.length && lower.charCodeAt(at) > 32) at++
  return at
}

/** "&amp;" and its like are leftovers of HTML, not words. */
export function entity(lower: string, at: number): number {
  const end = lower.slice(at + 1, at + 8).search(/[^a-z0-9#]/)
  return end > 0 && lower[at + 1 + end] === ';' ? at + end + 2 : at + 1
}
