/**
 * Stems that decide the sense of a run-together hashtag ("#nevershopagain", "#greatservice"), the worst first; where the stem is not itself a word
 * of the vocabulary, the word that it stands for. Ours.
 */
const stems = `
  nothappy=unhappy unhappy notcool=bad notgood=bad nothelp=unhelpful unhelp=unhelpful noservice=bad neveragain=worst never=bad worst
  fail terrible horrible awful disappoint=disappointed frustrat=frustrated annoy=annoyed angry badservice=bad badcustomer=bad poor sucks
  rude joke ridiculous unaccept=unacceptable disgust=disgusting pathetic scam stranded delayed boycott shame fixit=broken wtf
  dobetter=bad lost stuck hate great best love awesome amazing excellent impress=impressed outstanding happy thank=thanks kudos
  wonderful fantastic goodjob=good goodservice=good welldone=great
`.trim().split(/\s+/).map((entry) => entry.split('='))

/** The word that stands for a run-together hashtag (without "#", lower case), or null where none of our stems is in it. */
export function wordInHashtag(tag: string): string | null {
  for (const [stem, word] of stems) if (tag.includes(stem!)) return word ?? stem!
  return null
}
