import { apply } from './cues.ts'
import { effortOfWait, minutesAt, valenceOfWait } from './effort.ts'
import { pleasedEmotions } from './emotions.ts'
import { wordInHashtag } from './hashtags.ts'
import { Role } from './lexicon.ts'
import { longest, type Cue, type Node } from './patterns.ts'
import { begin, endClause, settle, type Reader } from './reader.ts'
import { Ends, Seen } from './tokens.ts'
import { add, forget } from './weights.ts'

/** Adds up the cues of the tokens in the reader's buffer; the result stands in `reader.text`. */
export function weigh(reader: Reader): void {
  forget(reader.text)
  const { root, tokens, words, nodes } = reader
  for (let i = 0; i < tokens.count; i++) nodes[i] = root.next!.get(words[i]!)
  let from = 0
  for (let s = 0; s < tokens.sentences; s++) {
    const to = tokens.sentenceEnd[s]!
    begin(reader)
    const opensQuestion = asks(reader, from, to)
    readSentence(reader, from, to)
    close(reader, tokens.sentenceMarks[s]!, opensQuestion)
    from = to
  }
}

const openers = new Set(['so', 'also', 'and', 'hi', 'hey', 'hello', 'ok', 'okay', 'but', 'now', 'then'])

/** True where the sentence begins as a question for information; "how come" and "why" are reproaches, which their own cues know. */
function asks(r: Reader, from: number, to: number): boolean {
  const { words } = r
  const at = openers.has(words[from]!) && from + 1 < to ? from + 1 : from
  longest(r.root, r, at, to, r.match)
  if (r.match.cue !== null && r.match.cue.role & Role.CLOSED && r.match.cue.valence < 0) return false
  return ((r.nodes[at]?.cue?.role ?? 0) & Role.ASKER) !== 0
}

function readSentence(r: Reader, from: number, to: number): void {
  const { tokens, match } = r
  for (let at = from; at < to; at = match.end) {
    if (tokens.seen[at]! & Seen.BREAK_BEFORE) endClause(r)
    else if (r.negator >= 0 && at > r.negatorReaches) settle(r)
    find(r, at, to)
    for (let i = at; i < match.end; i++) if (r.nodes[i]?.group === '%time') r.minutes = Math.max(r.minutes, minutesAt(tokens.words, tokens.values, i))
    if (match.cue === null) continue
    apply(r, match.cue, at, from)
    if (saysNothingMore(match.cue)) match.end = at + 1
  }
  settle(r)
}

/** True for a phrase that only names an emotion or effort: the words in it are read once more, each by itself. */
function saysNothingMore(cue: Cue): boolean {
  return cue.valence === 0 && cue.role === 0 && cue.boost === 1
}

/** The cue at `at`, also for a word that is stretched ("soooo") or run together in a hashtag. */
function find(r: Reader, at: number, to: number): void {
  const { words, seen } = r.tokens
  longest(r.root, r, at, to, r.match)
  if (r.match.cue !== null || (seen[at]! & (Seen.STRETCHED | Seen.HASHTAG)) === 0) return
  const word = words[at]!
  if (word.length > 64) return
  const plain = seen[at]! & Seen.STRETCHED ? unstretched(r.root, word) : wordInHashtag(word)
  if (plain !== null) r.match.cue = r.root.next!.get(plain)?.cue ?? null
}

function unstretched(root: Node, word: string): string | null {
  const twice = word.replace(/(.)\1{2,}/g, '$1$1')
  if (root.next!.has(twice)) return twice
  const once = word.replace(/(.)\1{2,}/g, '$1')
  return root.next!.has(once) ? once : word.replace(/(.)\1+/g, '$1')
}

function close(r: Reader, marks: number, opensQuestion: boolean): void {
  const { sentence } = r
  const question = (marks & Ends.QUESTION) !== 0
  const forInformation = question && opensQuestion && (marks & Ends.URGENT_QUESTION) === 0
  if (r.waits && r.minutes > 0 && !forInformation) {
    sentence.complaint -= valenceOfWait(r.minutes)
    sentence.unworn *= 1 - effortOfWait(r.minutes)
  }
  turnSarcasm(r)
  if (question) sentence.asked = true
  if (forInformation) {
    // Who asks "is it easy?" or "are you happy?" reports nothing.
    sentence.unworn = 1
    sentence.easy = false
    sentence.emotions = 0
  }
  const loud = 1 + 0.08 * (marks >> Ends.EXCLAMATIONS_SHIFT)
  add(r.text, sentence, loud * (forInformation ? 0.08 : question ? 0.4 : 1), loud * (forInformation ? 0.05 : question ? 0.8 : 1))
}

/** "Thanks for losing my bag", "great, another delay": praise that a complaint follows in one breath is meant the other way round. */
function turnSarcasm(r: Reader): void {
  const { sentence } = r
  if (sentence.relieved || sentence.praise > 0) return
  if (r.afterThanks >= 1) {
    sentence.complaint += 0.4 * sentence.thanks
    sentence.thanks = 0
    sentence.emotions &= ~pleasedEmotions
  }
  if (r.spoiled > 0 && !r.contrasted) {
    sentence.complaint += 0.4 * r.spoiled
    sentence.soft -= r.spoiled
    sentence.emotions &= ~pleasedEmotions
  }
}
