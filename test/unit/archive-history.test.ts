import { describe, expect, it } from 'vitest'
import type { TimelineRecord } from '../../schemas/types.ts'
import { History, settingsOf } from '../../services/cli/archive/history.ts'
import { encodeTimeline } from '../../services/shared/avro/timeline.ts'
import { encodeSettingsRecord, parseSettingsRecord, sealSettings } from '../../services/shared/settings.ts'
import { inputTopics } from '../../services/topology.ts'
import { settingsOf as sampleSettings } from '../helpers/timeline.ts'

const record = (over: Partial<TimelineRecord>) => encodeTimeline({
  kind: 'TOUCH_POINT', topic: 'touchpoints', partition: 0, epoch: 0, offset: 0, number: 0, timestamp: 0, schema: 1, sentiment: null, emotions: [], effort: null, event: Buffer.alloc(0), ...over,
})
const settings = (version: string) => sealSettings({ ...sampleSettings(), model: { ...sampleSettings().model, version } })
const written = (number: number, version: string) => record({ kind: 'SETTINGS', topic: 'settings', offset: number, event: encodeSettingsRecord({ kind: 'settings', settings: settings(version) }) })

/** Of these values, by offset. */
function topicOf(values: readonly Buffer[]) {
  const history = new History()
  for (const value of values) history.note(value)
  return history.settingsTopic().map((value) => parseSettingsRecord(value))
}

describe('the settings topic that a timeline was written by', () => {
  it('has each settings at its number, once, however often they were repeated, so that the next ones have a greater number', () => {
    const topic = topicOf([written(0, 'm1'), record({}), written(0, 'm1'), written(5, 'm2')])
    expect(topic.flatMap((each, number) => (each.kind === 'settings' ? [[number, each.settings.model.version]] : []))).toEqual([[0, 'm1'], [5, 'm2']])
    expect(topic.length).toBeGreaterThan(6)
  })

  it('has its first settings where a cut archive does not know those before', () => {
    expect(topicOf([written(3, 'm4')]).map(({ kind }) => kind).slice(0, 4)).toEqual(['epoch', 'epoch', 'epoch', 'settings'])
  })

  it('raises the epoch of every input topic above all that was seen, so that nothing sent later is taken for a repeat', () => {
    const topic = topicOf([written(0, 'm1'), record({ epoch: 2 }), record({ epoch: 1 }), record({ topic: 'crm', kind: 'PROGRESS', epoch: 4 })])
    const raised = new Map(topic.flatMap((each) => (each.kind === 'epoch' ? [[each.topic, each.epoch] as const] : [])))
    expect(raised).toEqual(new Map(inputTopics.map((name) => [name, { touchpoints: 3, crm: 5 }[name as string] ?? 1])))
  })

  it('is known by the settings that stand in the timeline, and by nothing that is none', () => {
    expect(settingsOf(written(0, 'm1'))).toEqual(settings('m1'))
    expect(() => new History().note(Buffer.from([2, 0]))).toThrow(/format 2/)
  })
})
