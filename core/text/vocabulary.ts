import { complaintWords } from './complaints.ts'
import { domainCues } from './domain.ts'
import { effortCues } from './effort.ts'
import { emojiCues } from './emoji.ts'
import { emotionCues, pleasedEmotions } from './emotions.ts'
import { groups } from './groups.ts'
import { incidentCues } from './incidents.ts'
import type { Lexicon } from './lexicon.ts'
import { mannerCues } from './manner.ts'
import { grammarCues } from './negation.ts'
import { addRow, emptyNode, type Node } from './patterns.ts'
import { praiseCues } from './praise.ts'
import { tokenise } from './tokenise.ts'
import { createTokens } from './tokens.ts'
import { waitingCues } from './waiting.ts'

/** In this order: where two tables give the same words a valence, the later one is the more deliberate. */
const tables = [
  groups, domainCues, praiseCues, complaintWords, waitingCues, incidentCues, mannerCues, grammarCues, emojiCues, emotionCues, effortCues,
]

/** The trie of all words and phrases: the caller's lexicon first, our own tables over it. Built once; a few ten thousand nodes. */
export function buildVocabulary(lexicon: Lexicon): Node {
  const root = emptyNode()
  const tokens = createTokens()
  for (const [words, valence] of lexicon) {
    // Through the tokeniser, so that the lexicon's "can't stand" is found as texts spell it.
    tokenise(words, tokens)
    if (tokens.count > 0 && Number.isFinite(valence)) addRow(root, { patterns: tokens.words.slice(0, tokens.count).join(' '), valence })
  }
  for (const table of tables) for (const row of table) addRow(root, row)
  for (const [word, node] of root.next!) inheritEmotions(root, node, wordEmotions(root, word))
  return root
}

function wordEmotions(root: Node, word: string): number {
  return root.next!.get(word)?.cue?.emotions ?? 0
}

/** A phrase shows the emotions of its words that agree with its valence: "love it" joy, but "thanks for nothing" no gratitude. */
function inheritEmotions(root: Node, node: Node, emotions: number): void {
  for (const [word, next] of node.next ?? []) {
    const all = emotions | wordEmotions(root, word)
    if (next.cue !== null && next.cue.valence !== 0) next.cue.emotions |= next.cue.valence > 0 ? all & pleasedEmotions : all & ~pleasedEmotions
    inheritEmotions(root, next, all)
  }
  if (node.any !== null) inheritEmotions(root, node.any, emotions)
}
