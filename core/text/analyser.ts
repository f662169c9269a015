import { namesOf } from './emotions.ts'
import { isEnglishTag, isEvidentlyForeign } from './language.ts'
import type { Lexicon } from './lexicon.ts'
import { createReader } from './reader.ts'
import { tokenise } from './tokenise.ts'
import { createTokens } from './tokens.ts'
import { buildVocabulary } from './vocabulary.ts'
import { weigh } from './weigh.ts'
import { emotionsOf, sentimentOf } from './weights.ts'

/** What a text says; null means "no cue", never a made-up 0. */
export interface TextFindings {
  /** In [−1, 1]: −1 an angry complaint, 1 high praise. */
  readonly sentiment: number | null
  /** Of the closed list `emotionNames`, in its order, each at most once. */
  readonly emotions: string[]
  /** In [0, 1]: the work that the customer reports, 0 "it was easy", 1 "worn down"; see `effort.ts`. */
  readonly effort: number | null
}

/**
 * Reads what customers write. `language` is a BCP 47 tag, or null where the sender does not know it. Pure: the same arguments give the same
 * findings for ever on one version; never throws, whatever the text.
 *
 * A trained model behind ONNX or HTTP would be an adapter in `services/enricher/` that asks for a whole batch of texts before the pipeline runs
 * over it, and hands in a `TextAnalyser` that looks the answers up: so the pipeline stays synchronous, and a failed call is a failed batch that
 * is tried again, not a score without its text.
 */
export interface TextAnalyser {
  analyse(text: string, language: string | null): TextFindings
}

/**
 * The analyser of English by words and phrases. `lexicon` is the general vocabulary; the cues of customers' complaints, praise, manner, emotions
 * and effort are our own tables in this folder. Texts in other languages get no findings.
 */
export function createAnalyser(lexicon: Lexicon): TextAnalyser {
  const tokens = createTokens()
  const reader = createReader(buildVocabulary(lexicon), tokens)
  return {
    analyse(text, language) {
      const tagged = language !== null && language.trim() !== ''
      if (tagged && !isEnglishTag(language)) return { sentiment: null, emotions: [], effort: null }
      tokenise(text, tokens)
      if (!tagged && isEvidentlyForeign(tokens)) return { sentiment: null, emotions: [], effort: null }
      weigh(reader)
      const { unworn, easy } = reader.text
      return { sentiment: sentimentOf(reader.text), emotions: namesOf(emotionsOf(reader.text)), effort: unworn < 1 ? 1 - unworn : easy ? 0 : null }
    },
  }
}
