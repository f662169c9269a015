import { Role, type CueTable } from './lexicon.ts'

const { SPOILER, WAIT } = Role

/** Single words with which customers of any trade report that something went wrong. Written by us; many are facts without a feeling in them. */
export const complaintWords: CueTable = [
  {
    valence: -4,
    patterns: `
      worst, scam, scams, scammed, scammers, scammer, horrendous, abysmal, atrocious, appalling, diabolical, disgusting, disgraceful,
      despicable, unforgivable, thieves, crooks, criminals,
    `,
  },
  {
    valence: -3.2,
    patterns: `
      horrible, horribly, awful, terrible, terribly, ridiculous, absurd, unacceptable, inexcusable, unprofessional, rude, ruder, rudest,
      rudely, rudeness, useless, worthless, pathetic, incompetent, incompetence, shambles, shambolic, nightmare, garbage, rubbish, trash,
      crap, crappy, shit, shitty, shite, bullshit, joke, clowns, jokers, laughable, farce, fiasco, outrageous, insulting, unhelpful,
      dishonest, dishonesty, lied, lies, liar, liars, deceptive, deceived, misled, misleading, hate~, boycott~, ruin~, stranded, filthy,
      unsanitary, stink, sucks, suck, sucked, disservice, ripoff, unusable, junk, defective, fraud, fraudulent, stolen, overcharged,
      overcharge~, unreal, unbelievable, beware, wtf, ffs, inedible, vile, furious, livid,
    `,
  },
  {
    valence: -2.7,
    patterns: `
      disappointed, disappointing, disappointment, disappoint, disappoints, letdown, frustrated, frustrating, frustration, annoyed,
      annoying, angry, fuming, infuriating, upset, unhappy, dissatisfied, displeased, lousy, poor, poorly, bad, badly, worse, worsening,
      fail~, failure, failures, epicfail, screwed, messed, mess, chaos, chaotic, disaster, disastrous, embarrassing, embarrassment, shame,
      shameful, shocking, clueless, careless, disorganized, disorganised, unorganized, hopeless, broken, faulty, damaged, unreachable,
      unresponsive, unreliable, uncomfortable, overpriced, overbooked, oversold, bait, ignored, ignoring, mediocre, subpar, overrated,
      overhyped, underwhelming, boring, wasted, stupid, dumb, nonsense, nonexistent, ugh, unfair, unsafe, negligence, negligent, gross,
      nasty, yuck, eww, ew, bland, tasteless, undercooked, overcooked, soggy, stale, rotten, moldy, mouldy, rancid, buggy, glitchy, laggy,
      crashed, crashes, crashing, dirty, smelly, incompatible, flimsy, cheaply, inept,
    `,
  },
  {
    valence: -2.2, role: SPOILER,
    patterns: `
      delay, delays, delayed, delaying, cancel, cancelled, canceled, cancelling, canceling, cancels, cancellation, cancellations,
      cancelation, lost, losing, loses, missing, missed, misplaced, stuck, crash, late, glitch, glitches, glitching, lag, lagging, froze,
      freezes, freezing, frozen, outage, outages, downtime, disconnect~, disconnected, disconnects, broke, breaks, error, errors,
      malfunction~, malfunctioning, refuse~, refusing, denied, deny, declined, rejected, wrong, incorrect, inaccurate, unavailable,
      unanswered, inconvenience, inconvenient, inconvenienced, hassle, headache, unauthorized, unauthorised, leaking, leaked, stained, torn,
      ripped, cracked, scratched, stalled, bumped, downgraded, downgrade, noisy, cramped, overcrowded, slow, slower, slowest, overdue,
      hacked, misinformed, screwup, mistake, mistakes,
    `,
  },
  {
    valence: -1.5,
    patterns: `
      unable, impossible, difficult, difficulty, difficulties, complicated, confusing, confused, unclear, complaint, complaints, complain,
      complaining, complained, problem, problems, issue, issues, trouble, troubles, blame~, blaming, excuses, lazy, exhausted, tired,
      starving, suffer~, suffering, hurt, sad, sadly, unfortunately, worried, worry, concern, concerns, concerning, regret, regrets, avoid,
      waste, lack, lacks, lacking, lacked, inadequate, insufficient, smell, smells, smelled, loud, expensive, pricey, costly, lawsuit,
      lawyer, chargeback, dispute, clunky, weak, bug, bugs, dull, tasteless, apparently, meh, smh, sigh, nobody, expired, rescheduled,
      postponed, diverted, grounded, interrupted, interruption, bait, greasy, burnt, empty, idle, voicemail, nope, argh, grr, yikes, fml,
      charged, lose, dying, died, dead, falsely, sorely, hung,
    `,
  },
  { valence: -1.2, role: WAIT, patterns: 'waiting, waited' },
  { valence: -0.8, role: WAIT, patterns: 'wait, waits, queue, queues, queuing, tarmac, sitting, sat, standing' },
  {
    valence: -0.8,
    patterns: `
      refund, refunds, reimburse, reimbursed, reimbursement, compensate, compensation, apology, apologize, apologise, explanation,
      reschedule, rebook, fee, fees, blocked, locked, stop, forced, pay, paid, supposedly, supposed, seriously, claims, claim, claimed,
      bother, barely, hardly, unsubscribe, ignore, ignores, whatever, worn, cold, hot, stressed, stress, stressful, confusion, nowhere,
      elsewhere, mechanical, shut, forgot, responding, closed, hire, hung,
    `,
  },
  { valence: -0.4, patterns: 'still, told, tried, trying, why, explain' },
]
