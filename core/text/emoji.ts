import { Role, type CueTable } from './lexicon.ts'

/**
 * Pictures and emoticons that carry a feeling in customers' messages. Our own reading, deliberately short: pictures of things say nothing here.
 * Laughing to tears and folded hands are weak, because they go with complaints and requests as often as with praise.
 */
export const emojiCues: CueTable = [
  { valence: 3, emotions: ['joy'], patterns: '😀, 😃, 😄, 😁, 😆, 😊, ☺, 🙂, 😍, 🥰, 😘, 🤗, 🤩, 🥳' },
  { valence: 3, emotions: ['joy'], patterns: '😻, 😋, 🎉, 🎊, 🙌, 😎, 😇' },
  { valence: 3, patterns: '👍, 👏, 👌, 💯, ⭐, 🌟, 🏆, 💪, ✨, 🤘, 🥇' },
  { valence: 3, emotions: ['joy'], patterns: '❤, ♥, 💙, 💚, 💛, 💜, 🧡, 🖤, 🤍, 💕, 💖, 💗, 💓, 💞, 💘, 😚, 😙' },
  { valence: 1, role: Role.SOFT, patterns: '😉, 🔥, 😏, 🤞, ✌' },
  { valence: 0.5, role: Role.SOFT, patterns: '😂, 🤣, 😅, 😜, 😝, 😛' },
  { valence: 1, role: Role.THANKS, patterns: '🙏' },
  { valence: -3, emotions: ['anger'], patterns: '😡, 😠, 🤬, 👿, 😾, 🖕, 💢, 👹' },
  { valence: -3, patterns: '👎, 💩, 🤮, 🤢, 🆘, 🤡, 🚮' },
  { valence: -2.5, emotions: ['frustration'], patterns: '😤, 😩, 😫, 😖, 😣, 🙄, 😒, 🤦, 😑, 💀, 🤯' },
  { valence: -2.5, emotions: ['sadness'], patterns: '😢, 😭, 😿, 💔, 😞, 😔, 😥, 😓, 😪, ☹, 🙁, 🥺, 😟' },
  { valence: -2, emotions: ['fear'], patterns: '😰, 😨, 😧, 😦' },
  { valence: -1, emotions: ['surprise'], patterns: '😱, 😳, 😲, 😮' },
  { valence: -1, patterns: '😐, 😶, 😬, 😷, 🤕, 🤒, 🥴, 😴, ⚠, 🚫, ❌' },
  { valence: -0.7, emotions: ['confusion'], patterns: '😕, 🤔, 🤷, ❓, 🤨' },
  // A smile or folded hands beside a question are politeness, as thanks are.
  { valence: 2, role: Role.THANKS, emotions: ['joy'], patterns: ':), :d, <3, =), xd' },
  { valence: 1, role: Role.SOFT, patterns: ';), :p, ;p' },
  { valence: -2.5, emotions: ['sadness'], patterns: ":(, :'(, =(" },
  { valence: -1.5, patterns: ':/' },
]

/** True for UTF-16 units that begin a picture: the symbol blocks, and the high surrogates of the emoji planes. */
export function beginsPicture(code: number): boolean {
  return (code >= 0xd83c && code <= 0xd83e) || (code >= 0x2600 && code <= 0x27bf) || (code >= 0x2b05 && code <= 0x2b55)
}

/** True for what only modifies the picture before it: variation selectors, the joiner, the keycap mark. */
export function modifiesPicture(code: number): boolean {
  return (code >= 0xfe00 && code <= 0xfe0f) || code === 0x200d || code === 0x20e3
}

/**
 * The emoticon that begins at `at` in lower-cased text, in its shortest spelling (":-)" is ":)"), and its length; null where there is none.
 * Only eyes followed by an optional nose and a mouth: a colon in front of a list or a link is not a face.
 */
export function emoticonAt(text: string, at: number): { face: string; length: number } | null {
  if (text.startsWith('<3', at)) return { face: '<3', length: 2 }
  const eyes = text[at] === '=' ? '=' : text[at] === ';' ? ';' : ':'
  let end = at + 1
  if (text[end] === "'") end++
  const cries = end > at + 1
  if (text[end] === '-' || text[end] === 'o') end++
  const mouth = text[end] ?? ''
  const follows = text.charCodeAt(end + 1)
  const wordGoesOn = (follows >= 97 && follows <= 122) || (follows >= 48 && follows <= 57)
  if (mouth === ')' || mouth === ']') return { face: eyes === ';' ? ';)' : ':)', length: end + 1 - at }
  if (mouth === '(' || mouth === '[') return { face: cries ? ":'(" : ':(', length: end + 1 - at }
  if (wordGoesOn || eyes === '=') return null
  if (mouth === 'd' || mouth === 'p') return { face: mouth === 'p' && eyes === ';' ? ';p' : `:${mouth}`, length: end + 1 - at }
  if ((mouth === '/' || mouth === '\\') && text[end + 1] !== '/') return { face: ':/', length: end + 1 - at }
  return null
}
