import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { TextAnalyser } from '../core/text/analyser.ts'

/** A text that people have labelled. */
export interface Labelled {
  readonly label: 'negative' | 'neutral' | 'positive'
  readonly text: string
}

/** How well an analyser agrees with the labels. */
export interface Quality {
  readonly texts: number
  /** Probability that a negative text has a lower sentiment than a positive one, ties half; null counts as 0. */
  readonly auc: number
  /** Share of each label's texts found: below −0.05 negative, above 0.05 positive, else (null too) neutral. */
  readonly recall: Readonly<Record<Labelled['label'], number>>
  readonly meanRecall: number
}

/** The labelled texts of a CSV file with the columns label and text; throws where the file cannot be read. */
export function readLabelled(path: URL | string): Labelled[] {
  return parse(readFileSync(path), { columns: true, bom: true }) as Labelled[]
}

/** The half that the tables may be tuned on (every second row, from the second), and the half that is only measured. */
export function halves(rows: readonly Labelled[]): { tuned: Labelled[]; heldOut: Labelled[] } {
  return { tuned: rows.filter((_, i) => i % 2 === 1), heldOut: rows.filter((_, i) => i % 2 === 0) }
}

/** Measures `analyser` on labelled English texts. */
export function measure(analyser: TextAnalyser, rows: readonly Labelled[]): Quality {
  const scored = rows.map((row) => ({ label: row.label, sentiment: analyser.analyse(row.text, 'en').sentiment ?? 0 }))
  const of = (label: Labelled['label']): number[] => scored.filter((row) => row.label === label).map((row) => row.sentiment)
  const share = (values: readonly number[], holds: (value: number) => boolean): number => values.filter(holds).length / values.length
  const recall = {
    negative: share(of('negative'), (s) => s < -0.05),
    neutral: share(of('neutral'), (s) => Math.abs(s) <= 0.05),
    positive: share(of('positive'), (s) => s > 0.05),
  }
  return {
    texts: rows.length,
    auc: areaUnderCurve(of('negative'), of('positive')),
    recall,
    meanRecall: (recall.negative + recall.neutral + recall.positive) / 3,
  }
}

function areaUnderCurve(negatives: readonly number[], positives: readonly number[]): number {
  let wins = 0
  for (const low of negatives) for (const high of positives) wins += low < high ? 1 : low === high ? 0.5 : 0
  return wins / (negatives.length * positives.length)
}
