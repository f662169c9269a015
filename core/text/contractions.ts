/** Contractions whose stem changes, and the ones that people type without their apostrophe. Ordinary English, written out by us. */
const whole = new Map<string, readonly string[]>(Object.entries({
  "can't": ['can', 'not'], "won't": ['will', 'not'], "shan't": ['shall', 'not'], "ain't": ['is', 'not'], "y'all": ['you', 'all'],
  cannot: ['can', 'not'], cant: ['can', 'not'], wont: ['will', 'not'], dont: ['do', 'not'], doesnt: ['does', 'not'], didnt: ['did', 'not'],
  isnt: ['is', 'not'], arent: ['are', 'not'], wasnt: ['was', 'not'], werent: ['were', 'not'], havent: ['have', 'not'], hasnt: ['has', 'not'],
  hadnt: ['had', 'not'], couldnt: ['could', 'not'], wouldnt: ['would', 'not'], shouldnt: ['should', 'not'], aint: ['is', 'not'],
  gonna: ['going', 'to'], gotta: ['got', 'to'], wanna: ['want', 'to'], gimme: ['give', 'me'], im: ['i'], ive: ['i'], youre: ['you'], thats: ['that'],
  whats: ['what', 'is'], "what's": ['what', 'is'], wheres: ['where', 'is'], "where's": ['where', 'is'], "how's": ['how', 'is'],
  "who's": ['who', 'is'],
  u: ['you'], ur: ['your'], r: ['are'], plz: ['please'], pls: ['please'], thru: ['through'], w: ['with'], bc: ['because'], cuz: ['because'],
}))

/**
 * The words of a contraction, or null where the word stands for itself. "n't" becomes `not` and "'d" `would`; other endings ("'s", "'ve", "'ll")
 * are dropped: they say nothing that the analysis uses. `word` is in lower case with straight apostrophes.
 */
export function expand(word: string, hasApostrophe: boolean): readonly string[] | null {
  const known = whole.get(word)
  if (known !== undefined || !hasApostrophe) return known ?? null
  if (word.endsWith("n't")) return [word.slice(0, -3), 'not']
  const at = word.indexOf("'")
  if (at <= 0) return [word.slice(1)]
  return word.endsWith("'d") ? [word.slice(0, at), 'would'] : [word.slice(0, at)]
}
