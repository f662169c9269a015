import { maskOf } from './emotions.ts'
import type { CueRow } from './lexicon.ts'

/** What a matched word or phrase contributes. */
export interface Cue {
  valence: number
  role: number
  boost: number
  emotions: number
  effort: number
}

/** A node of the trie of patterns: the cue that ends here, and the words, groups (`%name`) and the wildcard that lead on. */
export interface Node {
  cue: Cue | null
  next: Map<string, Node> | null
  any: Node | null
  /** The group of the word that leads here from the root; "" = none. */
  group: string
}

/** A node that says nothing yet. */
export function emptyNode(): Node {
  return { cue: null, next: null, any: null, group: '' }
}

function child(node: Node, word: string): Node {
  node.next ??= new Map()
  let found = node.next.get(word)
  if (found === undefined) node.next.set(word, (found = emptyNode()))
  return found
}

/** Adds every pattern of one row to the trie; see `CueRow` for their grammar. */
export function addRow(root: Node, row: CueRow): void {
  for (const pattern of row.patterns.replace(/\|\s+/g, '|').split(',')) {
    const parts = pattern.trim().split(/\s+/)
    if (parts[0] !== '') addPattern(root, parts, row)
  }
}

function addPattern(root: Node, parts: readonly string[], row: CueRow): void {
  let ends = [root]
  for (const part of parts) {
    const before = ends
    if (part === '*') {
      const one = before.map((node) => (node.any ??= emptyNode()))
      ends = [...before, ...one, ...one.map((node) => (node.any ??= emptyNode()))]
      continue
    }
    const optional = part.startsWith('[')
    const words = (optional ? part.slice(1, -1) : part).split('|').flatMap(inflect)
    ends = before.flatMap((node) => words.map((word) => child(node, word)))
    if (optional) ends = [...before, ...ends]
  }
  for (const node of new Set(ends)) if (node !== root) merge(node, row)
}

function merge(node: Node, row: CueRow): void {
  const cue = (node.cue ??= emptyCue())
  cue.valence = row.valence ?? cue.valence
  cue.role |= row.role ?? 0
  cue.boost = row.boost ?? cue.boost
  cue.emotions |= maskOf(row.emotions ?? [])
  cue.effort = Math.max(cue.effort, row.effort ?? 0)
  if (row.group !== undefined) node.group = `%${row.group}`
}

/**
 * "cancel~" → cancel, cancels, canceled, cancelled, canceling, cancelling. Regular English only; forms that nobody writes do no harm, because
 * nobody writes them.
 */
function inflect(part: string): string[] {
  if (!part.endsWith('~')) return [part]
  const base = part.slice(0, -1)
  const dropped = base.endsWith('e') ? base.slice(0, -1) : base
  const softened = /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}i` : dropped
  const plural = /(s|x|z|ch|sh)$/.test(base) ? `${base}es` : softened === dropped ? `${base}s` : `${softened}es`
  const forms = [base, plural, `${softened}ed`, `${dropped}ing`]
  if (/[^aeiou][aeiou][bdgklmnprt]$/.test(base)) forms.push(`${base}${base.at(-1)}ed`, `${base}${base.at(-1)}ing`)
  return forms
}

/** A pattern match: the cue and the position after its last word. One object, used again for every match of an analyser. */
export interface Match {
  cue: Cue | null
  end: number
  /** Room for the union of two patterns that end at the same word. */
  readonly union: Cue
}

/** A match that has found nothing yet. */
export function createMatch(): Match {
  return { cue: null, end: 0, union: emptyCue() }
}

function emptyCue(): Cue {
  return { valence: 0, role: 0, boost: 1, emotions: 0, effort: 0 }
}

/** The words of a text, and for each the node that it leads to from the root, looked up once. */
export interface Text {
  readonly words: readonly string[]
  readonly nodes: readonly (Node | undefined)[]
}

/** Finds the longest pattern that begins at `at` and ends before `limit`; `match.cue` is null where none does. */
export function longest(root: Node, text: Text, at: number, limit: number, match: Match): void {
  match.cue = null
  match.end = at + 1
  const first = text.nodes[at]
  if (first === undefined) return
  walk(first, text, at + 1, limit, match)
  if (first.group === '') return
  const group = root.next!.get(first.group)
  if (group !== undefined) walk(group, text, at + 1, limit, match)
}

function walk(node: Node, text: Text, at: number, limit: number, match: Match): void {
  if (node.cue !== null) {
    if (match.cue === null || at > match.end) {
      match.cue = node.cue
      match.end = at
    } else if (at === match.end && match.cue !== node.cue) unite(match, node.cue)
  }
  if (at >= limit) return
  if (node.next !== null) {
    const literal = node.next.get(text.words[at]!)
    if (literal !== undefined) walk(literal, text, at + 1, limit, match)
    const group = text.nodes[at]?.group ?? ''
    const grouped = group === '' ? undefined : node.next.get(group)
    if (grouped !== undefined) walk(grouped, text, at + 1, limit, match)
  }
  if (node.any !== null) walk(node.any, text, at + 1, limit, match)
}

/** Literal words come first: what they say of the valence holds, what a group or the wildcard adds is added. */
function unite(match: Match, other: Cue): void {
  const cue = match.cue!
  const { union } = match
  union.valence = cue.valence !== 0 || cue.role !== 0 ? cue.valence : other.valence
  union.role = cue.role | other.role
  union.boost = cue.boost !== 1 ? cue.boost : other.boost
  union.emotions = cue.emotions | other.emotions
  union.effort = Math.max(cue.effort, other.effort)
  match.cue = union
}
