import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { loadGoals, loadModel, parseModel, shippedModel } from '../../../services/shared/model-file.ts'
import { Refusal } from '../../../services/shared/refusal.ts'
import { root } from '../../helpers/sources.ts'

const shipped = readFileSync(shippedModel, 'utf8')

/** The shipped model with texts replaced; each must occur. */
function changed(...replacements: [from: string, to: string][]): string {
  return replacements.reduce((text, [from, to]) => {
    expect(text).toContain(from)
    return text.replace(from, to)
  }, shipped)
}

const faultsOf = (text: string): string => {
  try {
    parseModel(text, 'model.yaml')
    return ''
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.message
  }
}

test('the shipped model is right', () => {
  expect(loadModel(shippedModel)).toMatchObject({ version: '2026-11-2', alerts: { scoreBelow: { alertBelow: 53 } } })
})

describe('faults, all at once, with line, path, and what is right', () => {
  test('what the schema finds', () => {
    expect(faultsOf(changed(
      ['version: "2026-11-2"', 'version: 1.5'],
      ['mean: 70, strength: 2', 'mean: 170, strength: 0'],
      ['minEvidence: 0.9', 'minEvidense: 0.9'],
      ['window: P7D', 'window: 7d'],
      ['delivery:', 'survey.delivery:'],
      ['rhythm: company', 'rhythm: weekly'],
      ['[0.6, 35]', '[0.6, 35, 3]'],
      ['points: 15', 'points: .nan'],
      ['    quadrant: { goodRevenue: 500000 }', '    score: { halfLifeDays: 3 }'],
    ))).toMatchInlineSnapshot(`
      "The scoring model model.yaml is not right, 11 faults:
        - line 4: version must be a string, not 1.5 (put it in quotes)
        - line 7: score.minEvidence is missing
        - line 9: score.minEvidense is not a key of the model; did you mean minEvidence?
        - line 7: score.prior.mean must be <= 100, not 170
        - line 7: score.prior.strength must be > 0, not 0
        - line 12: score.dedup.window must be an ISO 8601 duration of weeks, days, hours, minutes and seconds such as PT24H or P7D, not "7d"
        - line 20: touchPoints.keys.survey.delivery is not a possible key (keys beginning with "survey." are reserved)
        - line 32: touchPoints.keys.billing.invoice.rhythm must be one of customer, company
        - line 38: surveys.metrics.NPS.curve.1 must NOT have more than 2 items, not [0.6,35,3]
        - line 49: alerts.scoreDrop.points must be a number, not null
        - line 66: segments.enterprise.score.halfLifeDays is not a key of the model; a segment may override only score.prior, score.minEvidence, score.goodFrom, alerts, quadrant and routing"
    `)
  })

  test('how figures must lie to each other', () => {
    expect(faultsOf(changed(
      ['alertBelow: 53, clearAt: 58', 'alertBelow: 44, clearAt: 44'],
      ['[0.6, 35], [0.7, 55]', '[0.7, 35], [0.6, 55]'],
      ['best: 1, expected: 0.999', 'best: 1, expected: 1'],
      ['minDays: 30', 'minDays: 80'],
      ['below: 35, clearAt: 55', 'below: 56, clearAt: 55'],
      ['priorGap: P19D', 'priorGap: P0D'],
      ['alertBelow: 56, clearAt: 61', 'alertBelow: 56'],
    ))).toMatchInlineSnapshot(`
      "The scoring model model.yaml is not right, 8 faults:
        - line 48: alerts.scoreBelow.alertBelow must be less than clearAt: 44 is not less than 44
        - line 48: alerts.scoreBelow.criticalBelow must not be more than alertBelow: 45 is more than 44
        - line 50: alerts.lowSurvey.below must be less than clearAt: 56 is not less than 55
        - line 51: alerts.silent.minDays must not be more than maxDays: 80 is more than 75
        - line 51: alerts.silent.priorGap must be longer than nothing, not P0D
        - line 65: segments.enterprise.alerts.scoreBelow.alertBelow must be less than clearAt: 56 is not less than 44
        - line 31: touchPoints.keys.product.use.measures.availability must have best, expected and worst strictly rising or strictly falling, not 1, 1, 0.95
        - line 38: surveys.metrics.NPS.curve must have ascending points, not 0, 0.7, 0.6, 0.8, 0.9, 1"
    `)
  })

  test('a segment that breaks a general figure by overriding half of a pair', () => {
    expect(faultsOf(changed(['alertBelow: 56, clearAt: 61', 'clearAt: 50'])))
      .toContain('segments.enterprise.alerts.scoreBelow.alertBelow must be less than clearAt: 53 is not less than 50')
  })

  test.each([
    ['text that is not YAML', 'a: [\nb: }', /line 2: /],
    ['the same key twice', `${shipped}\nrouting: {}`, /Map keys must be unique/],
    ['an empty file', '', /the file must be an object, not null/],
  ])('%s', (_, text, message) => {
    expect(faultsOf(text)).toMatch(message)
  })

  test('a file that is not there', () => {
    expect(() => loadModel('no/such/model.yaml')).toThrow('The scoring model cannot be read')
  })
})

describe('a file of goals', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cx-goals-'))
  const file = (text: string) => {
    const path = join(folder, 'goals.yaml')
    writeFileSync(path, text)
    return path
  }
  afterAll(() => rmSync(folder, { recursive: true }))

  test('those of the demo are right', () => {
    expect(loadGoals(join(root, 'services/simulator/goals.yaml'))).toContainEqual({ metric: 'NPS', region: 'DACH', target: 30 })
  })

  test('holds goals alone, of known metrics', () => {
    expect(() => loadGoals(file('version: "1"\ngoals:\n  - { metric: NPT, target: 400 }\n'))).toThrow(/file of goals [^]*line 1: version is not a key[^]*line 3: goals\.0\.metric must be one of NPS[^]*line 3: goals\.0\.target/)
    expect(() => loadGoals(join(folder, 'none.yaml'))).toThrow('The file of goals cannot be read')
  })
})
