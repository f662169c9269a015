import labels from 'sentiment/languages/en/labels.json' with { type: 'json' }
import type { Lexicon } from '../../core/text/lexicon.ts'

/** AFINN-165 (Finn Årup Nielsen; MIT), as the npm package `sentiment` carries it: some 3,400 English words and phrases with valences from −5 to 5. */
export function loadLexicon(): Lexicon {
  return Object.entries(labels)
}
