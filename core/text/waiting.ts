import { Role, type CueTable } from './lexicon.ts'

const { CLOSED, SPOILER, WAIT } = Role

/** Waiting, and getting no one: told in plain words, and among the surest signs of a complaint. Written by us, from everyday use in many trades. */
export const waitingCues: CueTable = [
  {
    valence: -2, role: WAIT | SPOILER,
    patterns: `
      on hold, hold time|times, wait time|times, waiting time|times, waiting for|on, kept|keep|keeps waiting|holding, left waiting|hanging,
      sat|sitting|stuck|standing on|in|at|here|there,
    `,
  },
  {
    valence: -2.6, role: WAIT | CLOSED,
    patterns: `
      still waiting, still no, still not, still have not, still has not, still can not, still did|does|do not, still on hold, still here,
      still nothing, still missing, still sitting, still on,
    `,
  },
  {
    valence: -1.5, role: WAIT | CLOSED,
    patterns: `
      yet to, have|has|had to wait, long wait, wait|waiting|waited [for] [over] %n %time, is taking, taking so long,
      how long must|are|am|have|has|until|before|till, how much longer, so long, that long, too long,
    `,
  },
  { valence: 0, role: WAIT, patterns: 'it|that took, it has been' },
  {
    valence: -2.5, role: CLOSED | WAIT,
    patterns: `
      forever, pending for, and counting, takes|take|taking|took ages, taking forever, takes forever, took forever, took ages, taking ages,
      for ages, for hours, hours and hours, hour after hour, days and days, waiting forever, hours on end, all day long,
      long line|lines|queue,
    `,
  },
  {
    valence: -2.8, role: CLOSED,
    patterns: `
      no one|nobody answers|answered|answering|picks|picked|responds|responded|replies|replied|cares|cared|knows|knew|called|calls|
      came|showed|helped|helps|helping|bothered|contacted|can|could|to|seems|even|will|would|told|is|was|has,
      no answer|response|reply|explanation|apology|communication|follow|callback|call|resolution|compensation|sympathy|
      empathy|accountability|support|help|assistance|service, not answer|answering|answered|respond|responding|responded|reply|replying|
      replied, never arrived|arrive|came|come|received|receive|got|get|showed|delivered|called|call|responded|respond|replied|answered|
      answer|heard|worked|works|work|happened|returned|shipped|refunded|sent|told|credited|posted|fixed, never again, never * again,
      never ever, never go|going|fly|flying|use|using|buy|buying|order|ordering|shop|stay|staying|book|booking|trust|
      recommend|return|come|coming back|again|here|with|from|this|them|there|at, get|getting no|nowhere,
    `,
  },
  {
    valence: -2, role: CLOSED,
    patterns: `
      no info|information|update|updates|notice|notification|warning|record|option|options|signal|internet|connection|access|heat|water|
      power|refund|confirmation|phone|wifi|idea|clue|luck|sense|respect|clean|hot|working|reason|excuse|way|avail|tracking|receipt|time|
      longer|sign, no one, not one, unanswered calls|emails, zero|any update|updates|info|information|communication,
    `,
  },
  {
    valence: -2.2, role: CLOSED,
    patterns: `
      hung|hang|hangs|hanging up, cut|cuts|cutting [me|us] off, dropped|drops|dropping my|the call|calls|connection,
      got|was|am|is|be disconnected, passed|bounced|shunted around, transferred %n times,
      transferred|transfer|transferring me|us|between|to, run around, runaround, straight|goes|sent to voicemail,
      can not|could not get|reach [a] [hold|through|anyone|someone|real|live|human],
      busy signal, all * circuits, in circles, left|leaving|leave me|us,
    `,
  },
  {
    valence: -1.2,
    patterns: `
      answer|answers|pick up [the|your|my|a] phone|phones|call|calls, speak|talk to a|someone|an|anyone|your|supervisor|manager,
      get [a] hold of, get|getting through, get|got [a] human|person, call|called|calling|wrote|emailed %n|twice|multiple|several times,
      call|called|calling back|repeatedly,
    `,
  },
]
