import { describe, expect, it } from 'vitest'
import { createAnalyser } from '../../core/text/analyser.ts'
import { loadLexicon } from '../../services/enricher/lexicon.ts'

const analyser = createAnalyser(loadLexicon())
const sentiment = (text: string): number | null => analyser.analyse(text, 'en').sentiment
const negative = (text: string): boolean => (sentiment(text) ?? 0) < -0.05
const positive = (text: string): boolean => (sentiment(text) ?? 0) > 0.05

/** Families of cues: the promise, and texts of several trades that it holds for. */
const complaints: Record<string, string[]> = {
  'facts without an emotional word are complaints': [
    'Flight cancelled, no rebooking, no hotel.', 'My parcel never arrived.', 'You lost my bag.',
    'I was charged twice for the same payment.', 'No one picks up.',
    'Missed my connection because you were late.', "The app isn't working.", 'The item arrived broken.', 'I want my money back.',
    'My internet has been down since Monday.',
    'You sent the wrong size.', "Technician didn't show up.", 'There were bed bugs.', 'Nobody called me back as promised.',
    'App keeps logging me out.',
    'It stopped working after two weeks.', 'Half of the items were missing from my delivery.', 'The fees went up without any notice.',
    'The dashboard is down again.',
  ],
  'waiting is a complaint': [
    'On hold for 2 hours.', 'Still waiting.', "I've been waiting three weeks for my order.", 'Sat on the tarmac for three hours.',
    'Tracking has not updated in 5 days.',
    'They made us stand in line for 90 minutes.', 'It takes ages to load.', 'Two hours and counting.', 'I spent over an hour trying to reach you',
  ],
  'praise denied is a complaint, across contractions and a few words': [
    'not good', "I'm not happy at all", "I don't think this is fair", 'it is not very good', 'I would not recommend this to anyone.',
    'hardly any help', 'Never again.',
    "dont like it", 'The hotel was anything but clean', 'Not worth the money',
  ],
  'what stands behind "but" weighs more': [
    'Good product but the delivery was terrible.', 'The staff was friendly, but the room was filthy.', 'It looks nice but it broke the first day.',
  ],
  '"not only" denies nothing': ['Not only late but rude.'],
  'sarcasm is no praise': [
    'Thanks for nothing.', 'Great, another delay.', 'Thanks for losing my luggage!', 'Wonderful, the site is down again.',
    'Nice job cancelling my flight without telling me.',
    'I just love sitting on hold for an hour.', 'Oh great, now the website crashed.', 'Way to ruin my birthday.',
    'Thanks for making me miss my flight.', 'Good luck getting a refund.',
  ],
  'rhetorical questions are reproaches': [
    'Is this how you treat loyal customers?', 'Why does nobody answer the phone?', 'How hard can it be to answer an email?',
    'Are you kidding me?!', 'Where is my order?',
    'What is the point of having an appointment?',
  ],
  'emoji, emoticons and hashtags speak': ['😡😡😡', '👎', ':(', ":'(", '#fail', '#WorstServiceEver', '#nothappy', '🤦‍♀️'],
  'few stars are a complaint': ['1 star', 'Two stars.', '0 stars', 'One star'],
  'shouting and stretching do not hide a word': ['SO FRUSTRATING', 'terribleeee', 'WORST. COMPANY. EVER.'],
  'wishes and reproach in polite words are complaints': [
    'I wish you would answer', 'If only you had told me', 'I expected more.', 'Could have been better.',
  ],
}

const praise: Record<string, string[]> = {
  'thanks are praise when nothing is asked or wrong': [
    'Thank you so much!', 'Thanks for the quick reply.', 'Thanks for your help, it works now.', 'thx!', 'all good now, thanks',
  ],
  'many stars are praise': ['5 stars', '4 star hotel'],
  'facts and idioms of praise': [
    'You guys rock!', 'You made my day.', 'Five stars.', 'Works like a charm.', 'The support team went above and beyond.',
    'Kudos to the team in Boston.', 'Exactly as described.',
    'Problem solved within minutes.', 'Would definitely buy again.', 'Arrived a day early. Well packed.', 'Treated us like royalty.',
    'They gave me a full refund.',
  ],
  'a complaint denied is mild praise': [
    'Not bad at all.', 'No problems so far.', 'never disappoints', "Delivery wasn't late this time", 'Never had any issues with them.',
    'No complaints.',
  ],
  'idioms with "not" that praise': [
    "Couldn't be happier.", "I can't recommend them enough.", "Can't wait to come back!", "Can't fault the service.",
    'Thanks for not giving up on me.',
  ],
  'what was put right, or stands behind "despite", weighs less': [
    'Despite the delay, the crew was amazing.', 'It was late but they fixed it quickly and apologised. Very happy.',
    'They lost my bag but found it the same day. Impressed!',
  ],
  '"not only" denies nothing': ['Not only fast but also cheap.'],
  'emoji, emoticons and hashtags speak': ['👍', '😍😍', ':)', '<3', '#bestcompanyever', '👍🏽'],
  'stretching does not hide a word': ['loooove it', 'Sooooo good!'],
  'a curse before praise is emphasis': ['fucking awesome service'],
}

const neutral: Record<string, string[]> = {
  'politeness is not praise': [
    'Thanks in advance.', 'Could you please help me with my booking?', 'Can you please DM me?', 'Please send me the invoice.',
    'How do I reset my password? Thank you :)',
  ],
  'a question for information is no complaint': [
    'Is there a problem with the website?', 'Are there any delays today?', 'Where is the nearest store?', 'How long does delivery take?',
    'Is the flight on time?',
  ],
  'plain statements say nothing': [
    'My order number is 12345.', "I'm flying to Denver tomorrow.", 'The package is with my neighbour.', 'I ordered two shirts on Monday.',
  ],
}

describe.each(Object.entries(complaints))('%s', (promise, texts) => {
  it.each(texts)('%s', (text) => expect(negative(text), `${promise}: "${text}" has sentiment ${sentiment(text)}`).toBe(true))
})

describe.each(Object.entries(praise))('%s', (promise, texts) => {
  it.each(texts)('%s', (text) => expect(positive(text), `${promise}: "${text}" has sentiment ${sentiment(text)}`).toBe(true))
})

describe.each(Object.entries(neutral))('%s', (promise, texts) => {
  it.each(texts)('%s', (text) => expect(negative(text) || positive(text), `${promise}: "${text}" has sentiment ${sentiment(text)}`).toBe(false))
})

describe('degrees', () => {
  it.each([
    ['an intensifier', 'very bad service', 'bad service'],
    ['exclamation marks', 'bad service!!!', 'bad service'],
    ['shouting', 'the service is BAD', 'the service is bad'],
    ['stretching', 'baaaad service', 'bad service'],
    ['a longer wait', 'waiting for 5 hours', 'waiting for 20 minutes'],
    ['a softener, by its absence', 'I am disappointed', 'I am slightly disappointed'],
  ])('%s makes a complaint worse', (what, worse, bad) => {
    expect(sentiment(worse), `${what} must make "${worse}" worse than "${bad}"`).toBeLessThan(sentiment(bad)!)
  })
})
