import type { CueTable } from './lexicon.ts'

/** The closed list of emotions that the analysis can name, in the order in which they are reported. */
export const emotionNames = [
  'anger', 'confusion', 'disappointment', 'fear', 'frustration', 'gratitude', 'joy', 'sadness', 'surprise', 'trust',
] as const

export type Emotion = (typeof emotionNames)[number]

/** The emotions as a bit mask, bit i for `emotionNames[i]`. */
export function maskOf(emotions: readonly Emotion[]): number {
  let mask = 0
  for (const emotion of emotions) mask |= 1 << emotionNames.indexOf(emotion)
  return mask
}

/** The names of a mask, always in the list's order, each once. */
export function namesOf(mask: number): string[] {
  return emotionNames.filter((_, bit) => mask & (1 << bit))
}

/** The emotions of who is pleased. */
export const pleasedEmotions = maskOf(['joy', 'gratitude', 'trust'])

const disliking = maskOf(['anger', 'disappointment', 'fear', 'frustration', 'sadness'])

/** What an emotion word means when negated: joy denied is disappointment ("not happy"); a bad feeling denied is no feeling ("not worried"). */
export function negated(mask: number): number {
  const rest = mask & ~(pleasedEmotions | disliking)
  return mask & pleasedEmotions ? rest | maskOf(['disappointment']) : rest
}

/** Which words show which emotion. Written for this project; in the public domain. Words with a valence elsewhere keep it. */
export const emotionCues: CueTable = [
  {
    emotions: ['anger'],
    patterns: `
      angry, angrier, anger~, angered, furious, fuming, livid, irate, enraged, outraged, outrage, outrageous, infuriat~, infuriating, mad,
      pissed, pissed off, rage, raging, hate~, disgust~, disgusting, disgraceful, despicable, insult~, insulting, appalled, appalling, scam,
      scammed, scammers, thieves, crooks, liars, liar, idiots, morons, jerk, jerks, incompetent, how dare you, shame on you, wtf, ffs,
      fuck~, fucking, fuckin, bullshit, bs, what the hell|heck|fuck, go to hell, screw you, inexcusable, unacceptable, boycott~,
      never again, sick and tired, seething, hostile, rude, disrespectful,
    `,
  },
  {
    emotions: ['frustration'],
    patterns: `
      frustrat~, frustrating, frustration, annoy~, annoying, annoyance, irritat~, irritating, fed up, sick of, tired of, sick and tired,
      exasperat~, aggravat~, aggravating, ridiculous, absurd, ugh, argh, grr, smh, seriously, still waiting, still no, still not, on hold,
      give up, gave up, giving up, had enough, last straw, run around, runaround, again and again, over and over, how hard is it,
      are you kidding, %ord time, impossible, hassle, headache, nightmare, waste of time, wasted * time, in circles, going nowhere,
      bothersome, tedious, endless, yet again, yet another, get it together, impatient,
    `,
  },
  {
    emotions: ['disappointment'],
    patterns: `
      disappoint~, disappointing, disappointment, let down, letdown, let me|us down, dissatisfied, unsatisfied, displeased, unhappy,
      underwhelm~, underwhelming, unimpressed, regret~, expect~ better|more, deserve~ better, not what i|we expected,
      not as expected|described|advertised|promised, not happy|impressed|satisfied|pleased, fell short, falls short, lost my business,
      lost a customer, too bad, what a shame, a shame, mediocre, subpar, sub par, not worth, overrated, disillusioned, disheartened,
      unfortunately, letting me|us down, not live up to, not lived up to, did not live up to,
    `,
  },
  {
    emotions: ['sadness'],
    patterns: `
      sad, sadly, sadness, sadden~, cry, cried, crying, cries, tears, heartbroken, heartbreaking, depressed, depressing, miserable, misery,
      devastated, devastating, upset, upsetting, hurt, hurts, grief, griev~, mourn~, lonely, broke my heart, breaks my heart, in tears,
      sorrow, gutted, hopeless, ruin~,
    `,
  },
  {
    emotions: ['fear'],
    patterns: `
      afraid, scared, scary, scare~, fear, fears, fearful, worried, worry, worries, worrying, worrisome, nervous, anxious, anxiety, panic~,
      panicking, panicked, terrified, terrifying, frighten~, frightening, unsafe, dangerous, danger, alarmed, alarming, concerned,
      threaten~, stress~, stressful, dread~,
    `,
  },
  {
    emotions: ['confusion'],
    patterns: `
      confus~, confusing, confusion, puzzled, puzzling, baffled, baffling, perplexed, unclear, do|does not understand,
      can|could not understand, makes|make no sense, not make sense, not making sense, no idea, have no clue, not sure, unsure, lost track,
      contradict~, contradictory, bewildered, misleading, what is going on, mixed messages, conflicting, hard to understand,
      difficult to understand,
    `,
  },
  {
    emotions: ['joy'],
    patterns: `
      happy, happier, happiest, happiness, happily, joy, joyful, delight~, delighted, delightful, glad, pleased, thrilled, ecstatic,
      excited, exciting, overjoyed, love, loved, loves, loving, luv, enjoy~, enjoyed, enjoyable, awesome, amazing, fantastic, wonderful,
      fabulous, yay, woohoo, woot, hooray, made * day, perfect, stoked, cheerful, fun, smile, smiling, smiles, could not be happier,
      blew me away, blown away, best * ever, you rock|rule, lovely,
    `,
  },
  {
    emotions: ['gratitude'],
    patterns: `
      grateful, thankful, gratitude, appreciate, appreciated, appreciates, appreciation, much appreciated, thank, thanks, thx, thnx, thanx,
      tnx, tysm, can not thank * enough, kudos, bless you, means a lot, means so much, indebted, lifesaver, life saver, saved the day,
      saved my life|day, shout out, shoutout,
    `,
  },
  {
    emotions: ['trust'],
    patterns: `
      trust~, trusted, trustworthy, reliable, reliably, dependable, honest, honesty, loyal, confident, confidence, faithful, count on,
      rely on, peace of mind, in good hands, customer for life, always|never let|lets me|us down, has my back, stand by * word, recommend~,
      highly recommend~, integrity, credible,
    `,
  },
  {
    emotions: ['surprise'],
    patterns: `
      surpris~, surprised, surprising, surprisingly, shock~, shocked, shocking, astonish~, astonished, astonishing, unbelievable,
      unbelievably, omg, wow, whoa, stunned, speechless, amazed, unexpected, unexpectedly, can not believe, could not believe,
      out of nowhere, jaw dropping, incredible, startled,
    `,
  },
]
