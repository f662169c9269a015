import { describe, expect, test } from 'vitest'
import { topicFaults } from '../../services/topic-rules.ts'
import { defaultPartitions, topics } from '../../services/topology.ts'
import type { TopicName } from '../../services/topology.ts'

const faults = (name: TopicName, partitions: number, config: Record<string, string> = {}): string[] =>
  topicFaults('cx', name, { partitions, config: new Map(Object.entries({ ...topics[name].config, ...config })) }, defaultPartitions)

test.each(Object.keys(topics) as TopicName[])('%s as it was created has no fault', (name) => {
  expect(faults(name, defaultPartitions[topics[name].partitions])).toEqual([])
})

describe('partitions', () => {
  test('those that state hangs on are fixed for life', () => {
    expect(faults('scorer-state', 8)).toEqual([
      'cx.scorer-state has 8 partitions, CX_TIMELINE_PARTITIONS says 4, and the count is fixed for life: set CX_TIMELINE_PARTITIONS=8; for another count replay the history into a new CX_DEPLOYMENT'])
  })
  test('an input topic may have more, not fewer', () => {
    expect(faults('crm', 6)).toEqual([])
    expect(faults('crm', 2)).toEqual([
      'cx.crm has 2 partitions, CX_INPUT_PARTITIONS says 4: set CX_INPUT_PARTITIONS=2, or add partitions with kafka-topics.sh --alter --topic cx.crm --partitions 4'])
  })
  test('settings have one order', () => {
    expect(faults('settings', 2)).toEqual(['cx.settings has 2 partitions and must have 1: its order is that of one partition; use a new CX_DEPLOYMENT'])
  })
})

describe('settings of a topic', () => {
  test.each<[TopicName, string, string]>([
    ['touchpoints', 'message.timestamp.type', 'CreateTime'], ['timeline', 'cleanup.policy', 'compact'], ['scorer-state', 'cleanup.policy', 'compact,delete'],
    ['timeline', 'max.message.bytes', '1048588'], ['scores', 'min.compaction.lag.ms', '0'], ['settings', 'retention.ms', '604800000'],
  ])('%s must not have %s=%s', (name, key, value) => {
    const found = faults(name, defaultPartitions[topics[name].partitions], { [key]: value })
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(`cx.${name} has ${key}=${value} and needs`)
    expect(found[0]).toContain(`kafka-configs.sh --alter --entity-type topics --entity-name cx.${name} --add-config ${key}=`)
  })
  test('retention is the operator\'s', () => {
    expect(faults('timeline', 4, { 'retention.ms': '1', 'max.message.bytes': '9000000' })).toEqual([])
  })
})
