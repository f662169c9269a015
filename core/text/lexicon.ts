import type { Emotion } from './emotions.ts'

/** Word or short phrase → valence in [−5, 5], 5 best: the general vocabulary, handed in by the caller because `core/` imports no library. */
export type Lexicon = Iterable<readonly [string, number]>

/** What a word or phrase does to its text besides its valence; bits, because one word may do several things. */
export const Role = {
  /** Turns what follows: "not", "never", "without". */
  NEGATOR: 1 << 0,
  /** What stands before it counts less, what follows counts more: "but". */
  CONTRAST: 1 << 1,
  /** Its own clause counts less: "despite", "although". */
  CONCESSION: 1 << 2,
  /** Thanks: praise, politeness or sarcasm, as the rest of the text decides. */
  THANKS: 1 << 3,
  /** Praise that is as often a mere interjection, or meant the other way round: "great", "nice", "love". */
  SOFT: 1 << 4,
  /** Something was put right: what was wrong counts less. */
  RELIEF: 1 << 5,
  /** Asks for something; thanks that go with it are politeness. */
  REQUEST: 1 << 6,
  /** Opens a question for information when it opens a sentence. */
  ASKER: 1 << 7,
  /** Speaks of what is not (yet) so: "would", "if", "hope". */
  UNREAL: 1 << 8,
  /** Swearing: bad by itself, a mere intensifier before praise. */
  CURSE: 1 << 9,
  /** Makes a length of time in the same sentence a wait. */
  WAIT: 1 << 10,
  /** Complete in itself: neither negated nor weighed by what stands before it. */
  CLOSED: 1 << 11,
  /** An event that spoils praise in front of it: "great, another delay". */
  SPOILER: 1 << 12,
  /** Says that something was easy. */
  EASE: 1 << 13,
  /** A number of stars: its valence is that of the number. */
  RATING: 1 << 14,
} as const

/**
 * One row of a cue table. `patterns` are separated by commas. In a pattern: `a|b` alternatives (a line may end after the bar), `[a|b]` optional,
 * `*` up to two words of any kind, `verb~` with its regular inflections, `%group` any word of a group (see `groups.ts`).
 * Words are as the tokeniser gives them: lower case, contractions taken apart ("can't" is `can not`). Where rows of several tables name the same
 * pattern, the last valence holds, roles and emotions add up, and the greatest effort holds.
 */
export interface CueRow {
  readonly patterns: string
  /** In [−5, 5]; absent = the row says nothing about it. */
  readonly valence?: number
  readonly role?: number
  /** Factor on the valence of the next words. */
  readonly boost?: number
  readonly emotions?: readonly Emotion[]
  /** In [0, 1]; see `effort.ts`. */
  readonly effort?: number
  /** The group that the (single) words belong to, for patterns of other rows. */
  readonly group?: string
}

export type CueTable = readonly CueRow[]
