import { beginsPicture } from './emoji.ts'

/** What a UTF-16 unit can begin. */
export const Kind = { OTHER: 0, LETTER: 1, DIGIT: 2, STOP: 3, BREAK: 4, HYPHEN: 5, FACE: 6, MENTION: 7, HASH: 8, AMPERSAND: 9, PICTURE: 10 } as const

const ascii = new Uint8Array(128)
for (let code = 97; code <= 122; code++) ascii[code] = ascii[code - 32] = Kind.LETTER
for (let code = 48; code <= 57; code++) ascii[code] = Kind.DIGIT
for (const sign of '.!?\n') ascii[sign.charCodeAt(0)] = Kind.STOP
for (const sign of ',()/"[]*|~_') ascii[sign.charCodeAt(0)] = Kind.BREAK
for (const sign of ':;=<') ascii[sign.charCodeAt(0)] = Kind.FACE
ascii[45] = Kind.HYPHEN
ascii[64] = Kind.MENTION
ascii[35] = Kind.HASH
ascii[38] = Kind.AMPERSAND

/** The kind of one UTF-16 unit (NaN, past the end, is OTHER). Table and ranges instead of `\p{…}`: the same on every runtime, and fast. */
export function kindOf(code: number): number {
  if (code < 128) return ascii[code]!
  if (code === 0x2026) return Kind.STOP
  if (code === 0x2013 || code === 0x2014 || code === 0x201c || code === 0x201d) return Kind.BREAK
  if (beginsPicture(code)) return Kind.PICTURE
  return isForeignLetter(code) ? Kind.LETTER : Kind.OTHER
}

/** True for letters beyond ASCII: accented Latin, combining marks, and every other script (surrogates of rare scripts included). */
function isForeignLetter(code: number): boolean {
  if (code < 0xc0 || code === 0xd7 || code === 0xf7) return false
  return code < 0x2000 || (code >= 0x2c00 && code <= 0x2dff) || (code >= 0x3040 && code < 0xfe00) || (code > 0xfe0f && code < 0xff00)
}

/** True for an accented Latin letter, which other languages than English use. */
export function isAccentedLatin(code: number): boolean {
  return (code >= 0xc0 && code <= 0x24f) || (code >= 0x300 && code <= 0x36f) || (code >= 0x1e00 && code <= 0x1eff)
}

/** True for the straight and the typographic apostrophes. */
export function isApostrophe(code: number): boolean {
  return code === 39 || code === 0x2019 || code === 0x2018 || code === 0x2bc
}
