import { Role, type CueTable } from './lexicon.ts'

/**
 * Words that a general lexicon takes for feelings and that name plain things in what customers write: "support" is a department, "reward" a
 * scheme, "please" a courtesy, "better" mostly what is wanted. Ours; the reason for each is everyday use, not a fit to a corpus.
 */
export const domainCues: CueTable = [
  {
    valence: 0,
    patterns: `
      please, want, help, helping, yes, yeah, hope, hopes, hoping, hopefully, matter, matters, united, number, share, shared, shares, join,
      reach, reached, reaching, agree, agreed, clear, cleared, interested, interest, interests, chance, chances, opportunity, opportunities,
      top, award, awards, awarded, reward, rewards, rewarded, save, saved, saving, savings, important, importance, responsible,
      responsibility, prepared, god, fit, fitness, solution, solutions, solve, solving, resolve, resolves, resolving, resolution, promote,
      promoted, promotes, guarantee, guaranteed, allow, allowed, accept, accepted, accepting, acceptable, advanced, big, certain, commit,
      commitment, committed, extend, extends, expand, expands, feeling, growing, growth, launched, legal, legally, pretty, straight, wish,
      wishes, wishing, huge, increase, increased, hot, true, care, cares, careful, carefully, secure, secured, security, strong, strength,
      support, supported, supports, supporting, gift, gold, exclusive, honor, honoring, honour, luxury, profit, profits, profitable,
      progress, quality, qualities, recognition, rich, sincerely, loyal, loyalty, winner, won, win, winning, wins, promise, ability,
      capable, capability, capabilities, effective, effectively, positive, intense, significant, serious, fair, natural, safety, safely,
      advantage, benefit, benefits, adequate, appropriate, favor, favour, asset, assets, approved, approval, approves, greet, greeting,
      greetings, ensure, ensuring, active, accessible, clarity, consent, strongly, grant, granted, dream, dreams, noticeable, original,
      originally, popular, prominent, relieve, restore, restored, restoring, protect, protected, protects, humane, suitable, suited,
      powerful,
    `,
  },
  {
    valence: 0,
    patterns: `
      alert, alerts, block, blocks, blind, charges, cut, cuts, cutting, demonstration, drag, drop, drops, emergency, escape, exempt, fire,
      gray, grey, gun, hide, hid, ill, leave, limited, limit, limits, limitation, pay, prevent, prevents, preventing, question, questions,
      questioned, risk, risks, shoot, sentence, sentences, strike, strikes, suspect, tears, tension, trap, war, death, disease, cancer,
      disability, disabilities, disabled, funeral, lobby, robed, robe, bomb, detached, tout, discounted, challenge, admit, pressure, worn,
      odd, loom, verdict, pileup, moping, anti, await, awaits, urgent, protest, attack, battle, capture, retained, prison, poverty, widowed,
      dizzy, cry, expose, exposed, weird, silly, avert, hunger, dark, darkness, hard, rainy, fight, fighting, short, fines, fever, sore,
      apologise, flu, demand, demands, sorry, concerned, grave, jumpy, captured, crush, imposed, unequal, shy, escapes, dump, clouded,
      crude, die, kill, killed, evil, miss,
    `,
  },
  {
    valence: 0.4, role: Role.SOFT,
    patterns: `
      like, free, better, smarter, nicer, kinder, friendlier, stronger, cleaner, safer, greater, happier, bright, smart, cool, fine, lol,
      haha, hahaha, ha, hehe, lmao, rofl, luck, comfort, easier, respect, fresh, warm,
    `,
  },
  {
    valence: 0.8, role: Role.SOFT,
    patterns: `
      interesting, improve, improving, kind, welcome, success, safe, worth, worthy, fun, funny, improvement,
    `,
  },
  {
    valence: -0.5,
    patterns: `
      stop, lose, loss, warning, warnings, worn, empty, excuse, forgot, forget, forgotten, dead, crazy, strange, sick, trouble,
    `,
  },
  {
    valence: -1,
    patterns: `
      insane, loose, killing, died, dropped, silent, shocked, stunned, hurts, jokes, joking, charged, pained, crowded,
    `,
  },
]
