import { describe, expect, test } from 'vitest'
import { loadModel, shippedModel } from '../../../services/shared/model-file.ts'
import { canonicalJson, encodeSettingsRecord, parseSettingsRecord, sealSettings } from '../../../services/shared/settings.ts'
import type { SettingsRecord } from '../../../services/shared/settings.ts'
import { mustAppend } from '../../../services/setup/settings-rules.ts'

const model = loadModel(shippedModel)
const content = { model, clock: 'wall', tickIntervalMs: 10_000, sources: [{ topic: 'crm', partitions: 4 }] } as const
const settings = sealSettings(content)
const before = [{ number: 3, settings }]

test.each<SettingsRecord>([
  { kind: 'settings', settings }, { kind: 'epoch', topic: 'crm', epoch: 2 }, { kind: 'pass', topic: 'crm', untilOffsets: { 0: 123 }, at: 1 },
])('a record of kind $kind survives encode and parse', (record) => {
  expect(parseSettingsRecord(encodeSettingsRecord(record))).toEqual(record)
})

test('the hash depends on content, not on the order of keys', () => {
  const shuffled = JSON.parse(canonicalJson(model)) as typeof model
  expect(sealSettings({ sources: content.sources, clock: 'wall', model: shuffled, tickIntervalMs: 10_000 }).hash).toBe(settings.hash)
  expect(sealSettings({ ...content, tickIntervalMs: 5_000 }).hash).not.toBe(settings.hash)
})

test('settings that were changed on their way are not taken', () => {
  const value = encodeSettingsRecord({ kind: 'settings', settings }).toString().replace('"alertBelow":53', '"alertBelow":13')
  expect(() => parseSettingsRecord(Buffer.from(value))).toThrow('whose hash is')
  expect(() => parseSettingsRecord(Buffer.from('{"kind":"other"}'))).toThrow('unknown kind "other"')
})

describe('what may follow', () => {
  test('the first settings, the same ones, other ticks, a new version', () => {
    expect(mustAppend(settings, [])).toBe(true)
    expect(mustAppend(settings, before)).toBe(false)
    expect(mustAppend(sealSettings({ ...content, tickIntervalMs: 5_000 }), before)).toBe(true)
    expect(mustAppend(sealSettings({ ...content, model: { ...model, version: 'next', score: { ...model.score, goodFrom: 71 } } }), before)).toBe(true)
  })

  test('another model under the same version is refused and says what differs', () => {
    const other = sealSettings({ ...content, model: { ...model, score: { ...model.score, goodFrom: 71 } } })
    expect(() => mustAppend(other, before)).toThrow('its version is still "2026-11-2": score.goodFrom 70 -> 71')
  })

  test('a version that stood for something else once before is refused too', () => {
    const between = { number: 4, settings: sealSettings({ ...content, model: { ...model, version: 'next' } }) }
    const other = sealSettings({ ...content, model: { ...model, score: { ...model.score, goodFrom: 71 } } })
    expect(() => mustAppend(other, [...before, between])).toThrow('score.goodFrom 70 -> 71')
    expect(mustAppend(settings, [...before, between]), 'the same content again').toBe(true)
  })

  test('another clock is refused', () => {
    expect(() => mustAppend(sealSettings({ ...content, clock: 'log' }), before)).toThrow('This deployment goes by CX_CLOCK=wall')
  })
})
