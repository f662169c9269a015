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

/** By the processor time of this process, so that what else the machine does is not counted. */
function textsPerSecond(texts: readonly string[], seconds: number): number {
  const analyser = createAnalyser(loadLexicon())
  const run = (microseconds: number): { done: number; used: number } => {
    const before = process.cpuUsage()
    let done = 0
    let used = 0
    while (used < microseconds) {
      for (const text of texts) analyser.analyse(text, 'en')
      done += texts.length
      const { user, system } = process.cpuUsage(before)
      used = user + system
    }
    return { done, used }
  }
  run(500_000)
  const { done, used } = run(seconds * 1e6)
  return done / (used / 1e6)
}

function qualityLine(name: string, rows: readonly Labelled[]): string {
  const { texts, auc, recall, meanRecall } = measure(createAnalyser(loadLexicon()), rows)
  const figures = [auc, recall.negative, recall.neutral, recall.positive, meanRecall].map((figure) => figure.toFixed(3).padStart(9))
  return `${name.padEnd(10)}${String(texts).padStart(6)}${figures.join('')}`
}

const rows = existsSync(labelledTexts) ? readLabelled(labelledTexts) : null
const texts = rows?.map((row) => row.text) ?? samples
const length = Math.round(texts.reduce((sum, text) => sum + text.length, 0) / texts.length)
const speed = Math.round(textsPerSecond(texts, 3)).toLocaleString('en-GB')
console.log(`${speed} texts a second and core (${texts.length} texts of ${length} characters on average)`)
if (rows === null) {
  console.log('No quality table: ../shared/data/labelled_texts.csv is not there.')
} else {
  const { tuned, heldOut } = halves(rows)
  const titles = ['AUC', 'negative', 'neutral', 'positive', 'mean'].map((title) => title.padStart(9))
  console.log(`\n${'half'.padEnd(10)}${'texts'.padStart(6)}${titles.join('')}`)
  console.log(qualityLine('tuned', tuned))
  console.log(qualityLine('held out', heldOut))
}
