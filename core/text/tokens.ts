/** What the tokeniser saw about one token; bits. */
export const Seen = { SHOUTED: 1, STRETCHED: 2, HASHTAG: 4, BREAK_BEFORE: 8 } as const

/** How a sentence ends; bits, with the number of exclamation marks (at most 4) above them. */
export const Ends = { QUESTION: 1, URGENT_QUESTION: 2, EXCLAMATIONS_SHIFT: 4 } as const

/**
 * The tokens of one text as parallel arrays, used again for the next text: a fresh object per word would cost more than the analysis.
 * `words[i]` is in lower case; a number is `#` with its amount in `values[i]` (NaN for words and times of day). Sentence s is the tokens from
 * `sentenceEnd[s − 1]` (0 for the first) up to `sentenceEnd[s]`.
 */
export interface Tokens {
  count: number
  readonly words: string[]
  readonly seen: number[]
  readonly values: number[]
  sentences: number
  readonly sentenceEnd: number[]
  readonly sentenceMarks: number[]
  /** Letters by script, for telling languages apart: ASCII, accented Latin, any other. */
  readonly letters: { ascii: number; latin: number; other: number }
  breakPending: boolean
}

/** An empty buffer; one per analyser. */
export function createTokens(): Tokens {
  return {
    count: 0, words: [], seen: [], values: [], sentences: 0, sentenceEnd: [], sentenceMarks: [],
    letters: { ascii: 0, latin: 0, other: 0 }, breakPending: false,
  }
}

/** Makes the buffer empty for the next text. */
export function clear(tokens: Tokens): void {
  tokens.count = tokens.sentences = 0
  tokens.letters.ascii = tokens.letters.latin = tokens.letters.other = 0
  tokens.breakPending = false
}

/** Adds one token; `seen` are bits of `Seen`, `value` the amount of a number. */
export function push(tokens: Tokens, word: string, seen: number, value: number): void {
  const i = tokens.count++
  tokens.words[i] = word
  tokens.seen[i] = tokens.breakPending ? seen | Seen.BREAK_BEFORE : seen
  tokens.values[i] = value
  tokens.breakPending = false
}

/** Closes the sentence at the tokens so far; marks without a word of their own ("... ?") belong to the sentence before. */
export function endSentence(tokens: Tokens, marks: number): void {
  const last = tokens.sentences - 1
  const start = last < 0 ? 0 : tokens.sentenceEnd[last]!
  tokens.breakPending = true
  if (tokens.count > start) {
    tokens.sentenceEnd[tokens.sentences] = tokens.count
    tokens.sentenceMarks[tokens.sentences++] = marks
  } else if (last >= 0) {
    tokens.sentenceMarks[last]! |= marks & (Ends.QUESTION | Ends.URGENT_QUESTION)
  }
}
