import { Role, type CueTable } from './lexicon.ts'

/**
 * How much work the customer reports, from 0 (it was easy) to 1 (they were worn down): each cue is the share of "worn down" that it accounts for
 * alone; several add up as 1 − Π(1 − share). Ours, in steps a reader can follow: 0.1 a nuisance, 0.3 a second contact, 0.5 a third, 0.7 many.
 */
export const effortCues: CueTable = [
  {
    effort: 0.8,
    patterns: `
      over and over [again], again and again, countless, so many times, time after time, umpteenth time, in circles, run around, runaround,
      all day long, hours on end, nth time,
    `,
  },
  {
    effort: 0.7,
    patterns: `
      %n times, call|called|calling|wrote|emailed|transferred|tried|asked %n|twice|multiple|several times,
      fourth|fifth|sixth|4th|5th|6th|7th|8th|9th|10th time, passed|bounced|shunted around, multiple times|calls|emails,
      several times|calls|emails, day after day, hours and hours, for hours,
    `,
  },
  {
    effort: 0.5,
    patterns: `
      third|3rd time, on hold, still waiting, transferred, taking forever, takes forever, took forever, took ages,
      jump|jumping through hoops, repeatedly, constantly, keep calling, kept calling, hold time|times, long hold, chasing,
    `,
  },
  {
    effort: 0.4,
    patterns: `
      second|2nd time, twice, call|called|calling back, no one|nobody answers|answered|answering|picks|picked|responds|responded|replies|
      replied, hung|hang|hangs up, get|getting through to, get|getting|got through, hassle, exhausting, cumbersome, tedious,
    `,
  },
  {
    effort: 0.3,
    patterns: `
      had to, having to, forced to, difficult, complicated, hard to, impossible, still no, still not, yet again, once again,
      wait|waiting|waited for, long wait, queue, queuing, confusing, re book, rebook, resubmit, log in again, run around,
    `,
  },
  {
    effort: 0.2,
    patterns: `
      waiting, waited, have to, tried, trying to, disconnected, struggle~, struggling, voicemail, follow up, followed up,
    `,
  },
  {
    role: Role.EASE,
    patterns: `
      easy, easily, easier, effortless, effortlessly, seamless, seamlessly, hassle free, stress free, painless, simple, straightforward,
      no hassle|fuss, without [any] hassle|fuss, in no time, smooth, smoothly, quick, quickly, user friendly, intuitive,
    `,
  },
]

/** The effort of what should have been easy and is said not to be. */
export const effortOfDeniedEase = 0.4

const minutesOf = new Map(Object.entries({
  min: 1, mins: 1, minute: 1, minutes: 1, hr: 60, hrs: 60, hour: 60, hours: 60, day: 1440, days: 1440, week: 10_080, weeks: 10_080, wk: 10_080,
  wks: 10_080, month: 43_200, months: 43_200, year: 525_600, years: 525_600,
}))

const amountOf = new Map(Object.entries({
  a: 1, an: 1, one: 1, all: 1, another: 1, half: 0.5, two: 2, couple: 2, three: 3, few: 3, four: 4, several: 4, multiple: 4, five: 5, many: 5, six: 6,
  seven: 7, eight: 8, nine: 9, ten: 10, twelve: 12, dozen: 12, fifteen: 15, twenty: 20, thirty: 30,
}))

/** Minutes of "2 hours", "an hour", "a few days" where the unit is at `at`; 0 where the word is no unit. A plural alone ("hours") counts twice. */
export function minutesAt(words: readonly string[], values: readonly number[], at: number): number {
  const unit = minutesOf.get(words[at]!)
  if (unit === undefined) return 0
  for (let before = at - 1; before >= 0 && before >= at - 3; before--) {
    const value = values[before]!
    const amount = value >= 0 ? value : amountOf.get(words[before]!)
    if (amount !== undefined) return Math.min(amount, 1000) * unit
  }
  return words[at]!.endsWith('s') ? 2 * unit : 0
}

/** The valence of a wait: nothing under ten minutes, −1 at a quarter of an hour, −2 at about two hours, −3 from a day on. */
export function valenceOfWait(minutes: number): number {
  return minutes < 10 ? 0 : -Math.min(3, 1 + Math.log10(minutes / 15))
}

/** The effort of a wait: 0.2 for a quarter of an hour, about 0.5 for two hours, at most 0.9. */
export function effortOfWait(minutes: number): number {
  return minutes < 10 ? 0 : Math.min(0.9, 0.2 + 0.33 * Math.log10(minutes / 15))
}
