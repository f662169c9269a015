import { Role, type CueTable } from './lexicon.ts'

/** How many words a negator reaches, within its clause. */
export const negationReach = 4

/** Words that turn what follows, and words that make it stronger or weaker. Grammar, written out by us. */
export const grammarCues: CueTable = [
  {
    valence: 0, role: Role.NEGATOR,
    patterns: `
      not, no, never, nothing, nobody, none, nor, neither, without, zero, cannot, hardly, barely, rarely, nowhere, no one, isn, far from,
    `,
  },
  { valence: 0, role: Role.CONTRAST, patterns: 'but, however, except, unfortunately, yet, only problem|issue|complaint|downside' },
  { valence: 0, role: Role.CONCESSION, patterns: 'despite, although, though, even though, in spite of, regardless of, whilst, while' },
  {
    valence: 0, boost: 1.4,
    patterns: `
      very, really, extremely, absolutely, totally, incredibly, highly, truly, completely, utterly, super, insanely, terribly, awfully,
      ridiculously, beyond, the most, by far, far, unbelievably,
    `,
  },
  {
    valence: 0, boost: 1.2,
    patterns: `
      so, such, quite, more, most, too, all, always, such a, such an, what a, real, pretty, just, damn, much, way, complete, total,
      absolute, utter, major, huge,
    `,
  },
  {
    valence: 0, boost: 0.6,
    patterns: `
      slightly, somewhat, a bit, a little, fairly, rather, a tad, mildly, kinda, sorta, partly, occasionally, sometimes, minor, bit, less,
      almost,
    `,
  },
  { role: Role.CURSE, valence: -2.5, patterns: 'fucking, fuckin, freaking, frickin, freakin, bloody, goddamn, damned, effing' },
]

/** A cue under negation: praise denied is nearly as bad as a complaint ("not good"), a complaint denied only mildly good ("not late"). */
export function underNegation(valence: number): number {
  return valence > 0 ? -0.8 * valence : -0.35 * valence
}

/**
 * What a negator says when it denies nothing that has a valence: customers deny mostly what should have happened. `word` is the negator,
 * `before` the word in front of it.
 */
export function bareNegation(word: string, before: string): number {
  switch (word) {
    case 'not':
      return before === 'can' || before === 'could' || before === 'will' || before === 'did' || before === 'does' ? -1.5 : -0.8
    case 'never': case 'nobody': case 'nothing': case 'zero': return -1.5
    case 'no': case 'none': case 'hardly': case 'barely': case 'nowhere': return -1
    default: return -0.3
  }
}
