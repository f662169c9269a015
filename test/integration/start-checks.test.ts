import type { Admin } from 'kafkajs'
import { ConfigResourceTypes } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openProducer } from '../../services/shared/kafka/producer.ts'
import { topicOf, type ServiceName, type TopicName } from '../../services/topology.ts'
import { createTopics } from '../helpers/deployment.ts'
import { touchPoint } from '../helpers/events.ts'
import { eventually } from '../helpers/eventually.ts'
import { openUpstream } from '../helpers/inputs.ts'
import { createSystem, type System } from '../helpers/system.ts'

/** Set-up saw to all of it; what is changed after that, the services see by themselves. */
describe('a service does not start where its guarantees would not hold, and says what to change', () => {
  let system: System
  let admin: Admin
  beforeAll(async () => {
    system = await createSystem(inject('parts'))
    await system.setUp()
    admin = system.client.kafka().admin()
    await admin.connect()
  })
  afterAll(() => Promise.all([admin?.disconnect(), system?.stop()]))

  const refused = async (service: ServiceName, of = system): Promise<string> => {
    const { part } = await of.start(service)
    let code: number | null | undefined
    void part.ended.then((end) => { code = end.code })
    await eventually(() => code !== undefined, { timeoutMs: 45_000 }).catch(() => { throw new Error(`${service} did not end:\n${part.output().slice(-3000)}`) })
    expect(code).toBe(78)
    return part.output()
  }
  const configure = (topic: string, name: string, value: string) =>
    admin.alterConfigs({ validateOnly: false, resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries: [{ name, value }] }] })
  const recreate = async (name: TopicName, partitions: number, { deployment } = system) => {
    const topic = topicOf(deployment, name)
    await admin.deleteTopics({ topics: [topic] })
    await eventually(async () => !(await admin.listTopics()).includes(topic))
    await eventually(() => createTopics(system.client.kafka(), deployment, [name], partitions).then(() => true))
    return topic
  }

  /** Enricher, resolver and scorer do some work, of which each remembers something, and end. */
  const work = async (of: System) => {
    const upstream = await openUpstream(of)
    await upstream.send('touchpoints', 0, Array.from({ length: 8 }, (_, i) => touchPoint({ eventId: `e${i}`, accountId: i < 4 ? `a${i}` : null, contactId: `c${i}` })))
    await upstream.close()
    const started = await Promise.all((['enricher', 'resolver', 'scorer'] as const).map((name) => of.start(name)))
    await eventually(async () => (await of.values('interactions')).length === 4)
    await eventually(async () => (await of.records('contact-state')).length > 4)
    // Outside its state, what the resolver's group noted is the only sign of its work.
    await eventually(() => of.caughtUp('resolver', ['by-contact']))
    await Promise.all(started.map((service) => service.kill('SIGTERM')))
  }

  test('the scorer and the resolver, on a log that was deleted and made anew since they read it', async () => {
    await work(system)
    for (const [name, service] of [['timeline', 'scorer'], ['by-contact', 'resolver']] as const) {
      const topic = await recreate(name, 2)
      const cluster = system.client.cluster()
      await (await openProducer(cluster)).send([0, 1].flatMap((partition) => Array.from({ length: 40 }, () => ({ topic, partition, key: 'k', value: Buffer.from('another log') }))))
      await cluster.disconnect()
      expect(await refused(service)).toMatch(/the topic was recreated.*choose a new CX_DEPLOYMENT/s)
    }
  }, 120_000)

  test('the scorer and the resolver, without what they remember of their work', async () => {
    const other = await createSystem(inject('parts'))
    await other.setUp()
    try {
      await work(other)
      for (const [name, service] of [['scorer-state', 'scorer'], ['contact-state', 'resolver']] as const) {
        const topic = await recreate(name, 2, other)
        expect(await refused(service, other)).toMatch(new RegExp(`of ${topic} has no marker, but .*Restore ${topic} from a copy, or choose a new CX_DEPLOYMENT`, 's'))
      }
      expect(await other.values('interactions')).toHaveLength(4)
    } finally {
      await other.stop()
    }
  }, 120_000)

  test('the enricher, where senders\' clocks became the log\'s time', async () => {
    const topic = topicOf(system.deployment, 'touchpoints')
    await configure(topic, 'message.timestamp.type', 'CreateTime')
    expect(await refused('enricher')).toContain(`${topic} has message.timestamp.type=CreateTime and needs LogAppendTime: kafka-configs.sh --alter`)
    await configure(topic, 'message.timestamp.type', 'LogAppendTime')
  }, 60_000)

  test('the scorer, where the timeline got a partition more than its state', async () => {
    await admin.createPartitions({ topicPartitions: [{ topic: topicOf(system.deployment, 'timeline'), count: 3 }] })
    expect(await refused('scorer')).toContain('.scorer-state has 2 partitions and ')
  }, 60_000)
})
