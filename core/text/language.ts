import type { Tokens } from './tokens.ts'

/** The commonest words of English that no other large language shares in that spelling; grammar, so any text of some length has some. */
const english = new Set(`
  the and is are was were i you my to of for in on it this that with have has had not we your be at they but so what when how can will
  just get great good thanks thank service please never very love been their from there would could best bad worst awesome amazing nice
  help all after why who yes ok
`.trim().split(/\s+/))

/** Common words of the languages that customers are likeliest to write in besides English, without those that English has too. */
const foreign = new Set(`
  de la que el los las una por con su para como más pero sus le ya esta está muy gracias es del se lo mi bien todo nunca llegó servicio
  pedido hola não muito com uma os um é foi na ao mais bom boa chegou entrega recomendo antes prazo produto meu minha veio ainda recebi
  loja ótimo otimo otima ótima excelente obrigado obrigada tudo pelo pela sem dentro certo rápido rapido rápida rapida entregue gostei
  qualidade compra até ate super parabéns parabens nao pra da dos das apesar comprei pq valeu esperar esse essa perfeito adorei les des
  et est une dans pas ce il vous nous avec très tres merci je au aux sur votre jamais commande livraison bonjour suis reçu colis qui
  sont c'est der und ist nicht ich ein eine mit für fur auf den dem zu sie wir sehr gut aber noch danke bin habe hat wurde keine mein
  bei schnell lieferung che di non per sono è e molto della grazie mio nel gli anche ma ho consegna ottimo tutto het een niet van ik en
  op te zijn voor maar heel goed bedankt geen mijn ook nog naar bij jullie och att det som inte på är jag har med för av til ikke og jeg er
  ve bir bu çok için nie się jest bardzo
`.trim().split(/\s+/))

/** True for a BCP 47 tag of English in any region and case, "en_GB" included. */
export function isEnglishTag(tag: string): boolean {
  return /^en(?:[-_]|$)/i.test(tag.trim())
}

/**
 * True where an untagged text is evidently not English: most letters of another script, more words of other languages than of English, or accents
 * and not one English word. A short text without any sign counts as English, because the cues decide then anyway.
 */
export function isEvidentlyForeign(tokens: Tokens): boolean {
  const { ascii, latin, other } = tokens.letters
  if (other > ascii + latin) return true
  let own = 0
  let others = 0
  for (let i = 0; i < tokens.count; i++) {
    const word = tokens.words[i]!
    if (english.has(word)) own++
    else if (foreign.has(word)) others++
  }
  return others > own || (own === 0 && latin > 0)
}
