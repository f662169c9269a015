import { existsSync } from 'node:fs'
import { createAnalyser } from '../core/text/analyser.ts'
import { loadLexicon } from '../services/enricher/lexicon.ts'
import { halves, measure, readLabelled, type Labelled } from './text-quality.ts'

// Prints how many short texts one core analyses in a second and, where the labelled texts are beside the repository, how well it reads them.

const labelledTexts = new URL('../../shared/data/labelled_texts.csv', import.meta.url)

/** Of the length and tone of real messages: one to three sentences, some with nothing in them. */
const samples = [
  'My parcel was marked as delivered on Tuesday, but nothing has arrived and nobody answers the phone!',
  'Thank you so much for the quick help, the app works again.',
  'Can you tell me what time the store in Leeds opens on Sunday?',
  'I have been on hold for 45 minutes. This is the third time I call about the same double charge and I am done with your company.',
  'The room was clean and quiet, but breakfast was cold and the wifi kept dropping.',
  'Great, another cancelled train. #fail',
]

function textsPerSecond(texts: readonly string[], seconds: number): number {
  const analyser = createAnalyser(loadLexicon())
  const run = (until: number): number => {
    let done = 0
    while (performance.now() < until) {
      for (const text of texts) analyser.analyse(text, 'en')
      done += texts.length
    }
    return done
  }
  run(performance.now() + 500)
  const start = performance.now()
  return run(start + seconds * 1000) / ((performance.now() - start) / 1000)
}

function qualityLine(name: string, rows: readonly Labelled[]): string {
  const { texts, auc, recall, meanRecall } = measure(createAnalyser(loadLexicon()), rows)
  const figures = [auc, recall.negative, recall.neutral, recall.positive, meanRecall].map((figure) => figure.toFixed(3).padStart(9))
  return `${name.padEnd(10)}${String(texts).padStart(6)}${figures.join('')}`
}

const rows = existsSync(labelledTexts) ? readLabelled(labelledTexts) : null
const texts = rows?.map((row) => row.text) ?? samples
const length = Math.round(texts.reduce((sum, text) => sum + text.length, 0) / texts.length)
console.log(`${Math.round(textsPerSecond(texts, 3)).toLocaleString('en-GB')} texts a second on one core (${texts.length} texts of ${length} characters on average)`)
if (rows === null) {
  console.log('No quality table: ../shared/data/labelled_texts.csv is not there.')
} else {
  const { tuned, heldOut } = halves(rows)
  console.log(`\n${'half'.padEnd(10)}${['texts', 'AUC', 'negative', 'neutral', 'positive', 'mean'].map((title, i) => title.padStart(i === 0 ? 6 : 9)).join('')}`)
  console.log(qualityLine('tuned', tuned))
  console.log(qualityLine('held out', heldOut))
}
