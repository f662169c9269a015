import { Kind, isAccentedLatin, isApostrophe, kindOf } from './characters.ts'
import { expand } from './contractions.ts'
import { entity, face, hyphen, number, picture, skipLink, skipName, stop } from './scanners.ts'
import { Seen, clear, endSentence, push, type Tokens } from './tokens.ts'

/** Cuts `text` into tokens in one pass; `out` is overwritten. Never throws, whatever the text; time is linear in its length. */
export function tokenise(text: string, out: Tokens): void {
  clear(out)
  const lower = text.toLowerCase()
  // A few letters change their length in lower case; then the two do not run in parallel, and shouting is not looked for.
  const original = lower.length === text.length ? text : lower
  let at = 0
  while (at < lower.length) at = step(original, lower, at, out)
  endSentence(out, 0)
}

/** Reads what begins at `at` and gives the position after it. */
function step(original: string, lower: string, at: number, out: Tokens): number {
  switch (kindOf(lower.charCodeAt(at))) {
    case Kind.LETTER: return word(original, lower, at, 0, out)
    case Kind.DIGIT: return number(lower, at, out)
    case Kind.STOP: return stop(lower, at, out)
    case Kind.FACE: return face(lower, at, out)
    case Kind.PICTURE: return picture(lower, at, out)
    case Kind.MENTION: return skipName(lower, at + 1)
    case Kind.AMPERSAND: return entity(lower, at)
    case Kind.HASH: return hash(original, lower, at + 1, out)
    case Kind.BREAK: out.breakPending = true; return at + 1
    case Kind.HYPHEN: return hyphen(lower, at, out)
    default: return at + 1
  }
}

function word(original: string, lower: string, start: number, seen: number, out: Tokens): number {
  let at = start
  let run = 1
  let stretched = false
  let capitals = 0
  let apostrophe = -1
  for (; at < lower.length; at++) {
    const code = lower.charCodeAt(at)
    const letter = kindOf(code) === Kind.LETTER
    if (!letter && !(isApostrophe(code) && kindOf(lower.charCodeAt(at + 1)) === Kind.LETTER)) break
    if (!letter) apostrophe = at
    const big = original.charCodeAt(at) !== code
    if (seen & Seen.HASHTAG && big && at > start && original.charCodeAt(at - 1) === lower.charCodeAt(at - 1)) break
    if (big) capitals++
    run = at > start && code === lower.charCodeAt(at - 1) ? run + 1 : 1
    if (run > 2) stretched = true
    count(out, code)
  }
  const slice = lower.slice(start, at)
  if ((slice === 'http' || slice === 'https' || slice === 'www') && !/\s/.test(lower.charAt(at))) return skipLink(lower, at)
  if (capitals === at - start && capitals > 2) seen |= Seen.SHOUTED
  if (stretched) seen |= Seen.STRETCHED
  emit(out, apostrophe < 0 ? slice : slice.replace(/[\u2018\u2019\u02bc]/g, "'"), apostrophe >= 0, seen)
  return at
}

function emit(out: Tokens, text: string, hasApostrophe: boolean, seen: number): void {
  const parts = hasApostrophe || text.length < 8 ? expand(text, hasApostrophe) : null
  if (parts === null) push(out, text, seen, NaN)
  else for (const part of parts) push(out, part, seen, NaN)
}

function count(out: Tokens, code: number): void {
  if (code < 128) out.letters.ascii++
  else if (isAccentedLatin(code)) out.letters.latin++
  else if (!isApostrophe(code)) out.letters.other++
}

function hash(original: string, lower: string, start: number, out: Tokens): number {
  let at = start
  // "#DoBetter" is two words: word() stops where a capital follows a small letter.
  while (kindOf(lower.charCodeAt(at)) === Kind.LETTER) {
    out.breakPending ||= at === start
    at = word(original, lower, at, Seen.HASHTAG, out)
  }
  out.breakPending = true
  return at
}
