import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { halves, measure, readLabelled } from '../../bench/text-quality.ts'
import { createAnalyser } from '../../core/text/analyser.ts'
import { loadLexicon } from '../../services/enricher/lexicon.ts'

const labelledTexts = new URL('../../../shared/data/labelled_texts.csv', import.meta.url)
const absent = !existsSync(labelledTexts)
if (absent) console.log('Skipped: the quality of the text analysis needs ../shared/data/labelled_texts.csv, which is not there.')

describe.skipIf(absent)('on real messages that were not looked at when the tables were written (needs ../shared/data/labelled_texts.csv)', () => {
  const quality = (): ReturnType<typeof measure> => measure(createAnalyser(loadLexicon()), halves(readLabelled(labelledTexts)).heldOut)

  it('complaints come below praise', () => {
    expect(quality().auc, 'AUC of negative against positive texts').toBeGreaterThanOrEqual(0.93)
  })
  it('complaints are found', () => {
    expect(quality().recall.negative, 'share of the negative texts below -0.05').toBeGreaterThanOrEqual(0.8)
  })
  it('the three classes are told apart', () => {
    expect(quality().meanRecall, 'mean recall at ±0.05').toBeGreaterThanOrEqual(0.72)
  })
})
