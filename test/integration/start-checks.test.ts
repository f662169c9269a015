import type { Admin } from 'kafkajs'
import { ConfigResourceTypes } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openProducer } from '../../services/shared/kafka/producer.ts'
import { topicOf, type ServiceName } from '../../services/topology.ts'
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

  const refused = async (service: ServiceName): Promise<string> => {
    const { part } = await system.start(service)
    expect(await part.ended).toMatchObject({ code: 78 })
    return part.output()
  }
  const configure = (topic: string, name: string, value: string) =>
    admin.alterConfigs({ validateOnly: false, resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries: [{ name, value }] }] })
  const recreate = async (name: 'timeline' | 'by-contact', partitions: number) => {
    const topic = topicOf(system.deployment, name)
    await admin.deleteTopics({ topics: [topic] })
    await eventually(async () => !(await admin.listTopics()).includes(topic))
    await eventually(() => createTopics(system.client.kafka(), system.deployment, [name], partitions).then(() => true))
    return topic
  }

  test('the scorer and the resolver, on a log that was deleted and made anew since they read it', async () => {
    const upstream = await openUpstream(system)
    await upstream.send('touchpoints', 0, Array.from({ length: 8 }, (_, i) => touchPoint({ eventId: `e${i}`, accountId: i < 4 ? `a${i}` : null, contactId: `c${i}` })))
    await upstream.close()
    const started = await Promise.all((['enricher', 'resolver', 'scorer'] as const).map((name) => system.start(name)))
    await eventually(async () => (await system.values('interactions')).length === 4)
    await eventually(async () => (await started[1]!.metric('cx_lag')) === 0 && (await system.records('contact-state')).length > 4)
    await Promise.all(started.map((service) => service.kill('SIGTERM')))

    for (const [name, service] of [['timeline', 'scorer'], ['by-contact', 'resolver']] as const) {
      const topic = await recreate(name, 2)
      const cluster = system.client.cluster()
      await (await openProducer(cluster)).send([0, 1].flatMap((partition) => Array.from({ length: 40 }, () => ({ topic, partition, key: 'k', value: Buffer.from('another log') }))))
      await cluster.disconnect()
      expect(await refused(service)).toMatch(/the topic was recreated.*choose a new CX_DEPLOYMENT/s)
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
