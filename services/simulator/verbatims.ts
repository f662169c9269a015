import type { Random } from './random.ts'

export type Subject = 'delivery' | 'support' | 'outage' | 'billing' | 'onboarding' | 'relationship' | 'mention'
export type Tone = 'good' | 'bad'

/** Figures that a text may quote: those of the event it belongs to. A text that needs one that is absent is not chosen. */
export type Figures = Readonly<Partial<Record<'days' | 'minutes' | 'hours', number>>>

interface Phrases {
  /** What happened. */
  readonly facts: readonly string[]
  /** What it means to whoever writes. */
  readonly feelings: readonly string[]
}

const phrases: Readonly<Record<Subject, Readonly<Record<Tone, Phrases>>>> = {
  delivery: {
    good: {
      facts: [
        'The terminals arrived {days} days before the promised date.', 'Delivery was quick and everything was in the box.', 'The driver called ahead and unloaded with us.',
        'Ordered on Monday, running in the warehouse by Thursday.', 'The parcel was packed well and complete.', 'The new scanners came earlier than planned.',
      ],
      feelings: ['Great work, thank you!', 'Very happy with that.', 'This is how it should be.', 'Our team was impressed.', 'Excellent, we will order again.', 'That saved our week, thanks.'],
    },
    bad: {
      facts: [
        'The terminals came {days} days late and nobody told us.', 'You promised a date and missed it by {days} days.', 'Still waiting for half of the order after {days} days.',
        'The delivery was delayed again without a word.', 'Two of the boxes arrived damaged.', 'The tracking page said delivered while nothing had arrived.', 'The wrong model was shipped.',
      ],
      feelings: [
        'Our warehouse stood still because of it.', 'This is unacceptable.', 'I am really disappointed.', 'We had to rent replacements at our own cost.', 'Nobody answers when I ask.',
        'We will have to look for another supplier.',
      ],
    },
  },
  support: {
    good: {
      facts: [
        'The call was answered at once.', 'Someone picked up after {minutes} minutes and knew the answer.', 'The technician solved it in {hours} hours.', 'The fix worked the first time.',
        'The agent stayed on the line until everything was running.', 'I got a clear answer and a follow-up mail.',
      ],
      feelings: ['Fantastic support!', 'Thank you, really helpful.', 'Friendly and competent.', 'I could not ask for more.', 'That made my day.', 'Great to talk to somebody who knows the product.'],
    },
    bad: {
      facts: [
        'I waited {minutes} minutes on the line.', 'After {minutes} minutes in the queue the call was cut off.', 'Third call about the same problem.', 'The ticket was closed without a solution.',
        'I had to explain everything again from the start.', 'It took {hours} hours until anyone looked at it.', 'I was passed from one person to the next.',
      ],
      feelings: [
        'That is a waste of our time.', 'Terrible service.', 'I am angry about this.', 'The problem is still not solved.', 'Nobody takes responsibility.', 'We pay for support and get none.',
      ],
    },
  },
  outage: {
    good: {
      facts: ['The service is back and stable since this morning.', 'Thanks for the honest report after the outage.', 'Everything is running again within {minutes} minutes.', 'The status page was correct all the time.'],
      feelings: ['Well handled.', 'Thank you for the quick fix.', 'Good to see you take it seriously.', 'That restored our trust.'],
    },
    bad: {
      facts: [
        'All terminals have been offline for {minutes} minutes.', 'The cloud service is down again.', 'Nothing syncs since this morning.', 'Our pickers stand around because the system does not respond.',
        'The app crashes at every login.', 'We lost the counts of a whole shift.',
      ],
      feelings: [
        'We cannot ship anything.', 'This costs us real money.', 'The status page says all is fine, which is false.', 'Nobody tells us what is wrong.', 'This is a disaster for us.', 'It is the worst week so far.',
      ],
    },
  },
  billing: {
    good: {
      facts: ['The credit note came the same day.', 'The invoice was clear and correct.', 'Your finance team corrected the address at once.', 'Splitting the invoice by site worked right away.'],
      feelings: ['Thanks, perfect.', 'Very pleasant to deal with.', 'Good service.', 'That was easy.'],
    },
    bad: {
      facts: [
        'We were charged twice for the same month.', 'The invoice is wrong for the third time.', 'You billed terminals that we returned.', 'The price went up without notice.',
        'A reminder came for an invoice we paid long ago.', 'The promised refund never arrived.',
      ],
      feelings: [
        'Please sort this out, it is annoying.', 'I am tired of chasing this.', 'Our finance department refuses to pay.', 'This is not acceptable.', 'Nobody in billing replies.', 'We feel cheated.',
      ],
    },
  },
  onboarding: {
    good: {
      facts: ['The training was clear and to the point.', 'Set-up took one morning for all sites.', 'The import of our data went smoothly.', 'Our people understood the terminals at once.'],
      feelings: ['A great start.', 'Thank you, well prepared.', 'We are delighted.', 'Excellent onboarding.'],
    },
    bad: {
      facts: [
        'Set-up has been stuck for weeks.', 'The import failed and nobody could say why.', 'The trainer did not show up.', 'The manual describes another version.',
        'Half of the accounts were not created.', 'We gave up on the integration.',
      ],
      feelings: ['A bad start.', 'We are frustrated.', 'We regret that we signed.', 'It is far too complicated.', 'Our people are losing patience.'],
    },
  },
  relationship: {
    good: {
      facts: ['You listen, and things change.', 'Our account manager knows our business.', 'The terminals just work.', 'Every question is answered within a day.', 'The roadmap fits what we need.', 'We have grown with your help.'],
      feelings: ['I recommend you gladly.', 'Great partner.', 'We are very satisfied.', 'Keep it up, excellent work.', 'We love working with you.', 'Happy to stay a customer.'],
    },
    bad: {
      facts: [
        'We hear from you only when it is about money.', 'Problems are reported and nothing happens.', 'What was agreed is forgotten within weeks.', 'Every quarter we have another contact person.',
        'The product got slower with each release.', 'Our complaints are ignored.',
      ],
      feelings: [
        'I cannot recommend you.', 'We are disappointed.', 'We are unhappy and look at alternatives.', 'I am frustrated with this relationship.', 'You have lost our trust.', 'At renewal we will probably cancel.',
      ],
    },
  },
  mention: {
    good: {
      facts: ['Read about their warehouse terminals in the trade press.', 'Saw Alder & Finch at the fair.', 'Our picking got faster with their terminals.', 'Good case study about their roll-out.'],
      feelings: ['Impressive.', 'Recommended!', 'Great product.', 'The best we have tested.'],
    },
    bad: {
      facts: ['Another outage at Alder & Finch today.', 'Their deliveries slip month after month.', 'Tried to reach their support all day.', 'Their last update broke our scanners.'],
      feelings: ['Avoid.', 'What a mess.', 'Really poor.', 'Hard to believe how bad it got.', 'Others do this better.'],
    },
  },
}

const needs = (text: string): (keyof Figures)[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as keyof Figures)

/** A figure as people write it: whole, and at least one. */
const quoted = (text: string, figures: Figures): string =>
  text.replace(/\{(\w+)\} (\w+)s\b/g, (_, name: keyof Figures, unit: string) => {
    const value = Math.max(1, Math.round(figures[name]!))
    return `${value} ${unit}${value === 1 ? '' : 's'}`
  })

const fitting = (facts: readonly string[], figures: Figures) => facts.filter((fact) => needs(fact).every((name) => figures[name] !== undefined))

/** What a person writes about the subject: a fact that fits the figures, and what they think of it. */
export function verbatim(random: Random, subject: Subject, tone: Tone, figures: Figures = {}): string {
  const { facts, feelings } = phrases[subject][tone]
  return `${quoted(random.pick(fitting(facts, figures)), figures)} ${random.pick(feelings)}`
}

/** Every text that can be written, with example figures. */
export function allVerbatims(): { readonly subject: Subject; readonly tone: Tone; readonly text: string }[] {
  const figures = { days: 4, minutes: 25, hours: 30 }
  return (Object.keys(phrases) as Subject[]).flatMap((subject) => (['good', 'bad'] as const).flatMap((tone) => {
    const { facts, feelings } = phrases[subject][tone]
    return facts.flatMap((fact) => feelings.map((feeling) => ({ subject, tone, text: `${quoted(fact, figures)} ${feeling}` })))
  }))
}
