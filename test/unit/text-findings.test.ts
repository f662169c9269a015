import { describe, expect, it } from 'vitest'
import { createAnalyser } from '../../core/text/analyser.ts'
import { emotionNames } from '../../core/text/emotions.ts'
import { loadLexicon } from '../../services/enricher/lexicon.ts'

const analyser = createAnalyser(loadLexicon())
const nothing = { sentiment: null, emotions: [], effort: null }

describe('null means no cue', () => {
  it.each([
    '', '   ', '12345', 'My order number is 12345.', 'See you next week', '@someone https://example.com/great-love', '...', '?!',
    'Thanks in advance.',
  ])('%j', (text) => {
    expect(analyser.analyse(text, 'en'), `"${text}" has no cue, so nothing may be made up`).toEqual(nothing)
  })
})

describe('languages', () => {
  it.each(['en', 'EN', 'en-GB', 'en-us', 'en_US', 'en-Latn-US', null, ''])('English under the tag %j is read', (tag) => {
    expect(analyser.analyse('My parcel never arrived.', tag).sentiment, 'an English complaint must be found').toBeLessThan(-0.05)
  })
  it.each(['pt', 'pt-BR', 'de', 'fr-CA', 'zh-Hans', 'ar', 'enm', 'und', 'x-klingon'])('the tag %s is not read, whatever the words', (tag) => {
    expect(analyser.analyse('Terrible service! 😡 Still waiting', tag), 'a language that cannot be read has no findings').toEqual(nothing)
  })
  it.each([
    'Produto chegou antes do prazo, recomendo 👍', 'Não recebi o produto ainda, péssimo', 'Muito bom',
    'Apesar da demora, valeu a pena esperar!😍', 'Nunca llegó mi pedido, no funciona',
    'Der Service war nicht gut, super schade', 'Le colis est arrivé en retard, merci pour rien', 'Il pacco non è arrivato',
    'Het pakket is nog niet bezorgd, bad', '最悪のサービス 😡',
    'Ужасный сервис 😡', 'خدمة سيئة :(', '서비스가 별로 👎',
  ])('untagged and evidently not English: %s', (text) => {
    expect(analyser.analyse(text, null), `"${text}" is not English, so it has no findings`).toEqual(nothing)
  })
  it.each([
    'bad', 'Great café, lovely crêpes', 'Terrible service in São Paulo', '👍', 'Refund please, the app is broken',
  ])('untagged English: %s', (text) => {
    expect(analyser.analyse(text, null), 'an untagged English text is read like a tagged one').toEqual(analyser.analyse(text, 'en'))
    expect(analyser.analyse(text, null).sentiment).not.toBeNull()
  })
})

describe('emotions', () => {
  it.each([
    ['I am furious about this', ['anger']],
    ['so frustrating, had enough', ['frustration']],
    ['I expected better, very disappointed', ['disappointment']],
    ['I cried, it ruined our holiday', ['sadness']],
    ['worried that my data is unsafe', ['fear']],
    ['this makes no sense', ['confusion']],
    ['I love it', ['joy']],
    ['Much appreciated', ['gratitude']],
    ['I trust you, always reliable', ['trust']],
    ['wow, that was unexpected', ['surprise']],
    ['😡', ['anger']],
    ["I'm not happy", ['disappointment']],
    ["I'm not worried", []],
    ['Thanks for losing my luggage!', []],
    ['fucking awesome service', ['joy']],
    ['My parcel never arrived.', []],
  ])('%s → %j', (text, emotions) => {
    expect(analyser.analyse(text, 'en').emotions, `the emotions of "${text}"`).toEqual(emotions)
  })
  it('come from the closed list, in its order, each once', () => {
    const text = 'Thanks! I love it, love it, and I am furious, angry, scared, sad, confused, shocked, disappointed and annoyed.'
    const { emotions } = analyser.analyse(text, 'en')
    expect(emotions).toEqual(emotionNames.filter((name) => emotions.includes(name)))
    expect(emotions.length).toBeGreaterThan(5)
  })
})

describe('effort', () => {
  const effort = (text: string): number | null => analyser.analyse(text, 'en').effort
  it.each(['Great service', 'The soup was cold.', 'Is it easy to use?'])('nothing said about effort: %s', (text) => {
    expect(effort(text), `"${text}" says nothing about effort`).toBeNull()
  })
  it.each(['So easy to use!', 'Quick and simple', 'No hassle returns'])('easy: %s', (text) => {
    expect(effort(text), `"${text}" reports ease`).toBe(0)
  })
  it.each([
    'This is the third time I write about this', 'On hold for 2 hours', 'I called 12 times', 'Transferred four times, then disconnected',
    'Passed around from one desk to another',
    'not easy to use', 'I had to explain it over and over again', 'no one answers', 'Still waiting after 3 weeks',
  ])('work: %s', (text) => {
    expect(effort(text), `"${text}" reports work`).toBeGreaterThanOrEqual(0.3)
  })
  it('grows with the wait and with the number of contacts', () => {
    expect(effort('waiting for 5 hours')!).toBeGreaterThan(effort('waiting for 20 minutes')!)
    expect(effort('I called 12 times')!).toBeGreaterThan(effort('I had to call back')!)
  })
})
