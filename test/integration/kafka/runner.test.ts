import { afterEach, describe, expect, test } from 'vitest'
import { openProducer } from '../../../services/shared/kafka/producer.ts'
import { runPartitions } from '../../../services/shared/kafka/runner.ts'
import type { PartitionRunner, RunOptions } from '../../../services/shared/kafka/runner.ts'
import type { PartitionContext, PartitionWorker } from '../../../services/shared/kafka/worker.ts'
import { Refusal } from '../../../services/shared/refusal.ts'
import { eventually } from '../../helpers/eventually.ts'
import { kafkaFor, outRecords } from '../../helpers/kafka.ts'
import { unique } from '../../helpers/names.ts'

const kafka = kafkaFor()
const running: PartitionRunner[] = []
afterEach(() => Promise.all(running.splice(0).map((runner) => runner.stop())))

/** A member whose workers commit what they read and tell what happens to them. */
function member(name: string, group: string, topic: string, over: Partial<RunOptions> & { process?: (partition: number, context: PartitionContext) => Promise<void> } = {}) {
  const seen: { partition: number; value: string; at: number }[] = []
  const events: string[] = []
  const worker = (_: string, partition: number, context: PartitionContext): PartitionWorker => ({
    takeOver: async () => {
      const from = (await context.committed())?.offset ?? 0
      events.push(`take ${partition} at ${from}`)
      return from
    },
    process: async (records, nextOffset) => {
      await over.process?.(partition, context)
      for (const { value } of records) seen.push({ partition, value: value!.toString(), at: performance.now() })
      await context.commit(nextOffset, name)
    },
    drop: async () => { events.push(`drop ${partition}`) },
  })
  const runner = runPartitions({
    client: kafka.client, group, topics: [topic], batch: { maxRecords: 50, maxBytes: 1e6, lingerMs: 0 }, log: kafka.log, heartbeatMs: 300, worker, ...over,
  })
  running.push(runner)
  return { runner, seen, events, owned: () => runner.owned().map(({ partition }) => partition).sort() }
}

/** Sends to all partitions, again and again, until told to stop; gives how many records each got. */
async function stream(topic: string, partitions: number) {
  const producer = await openProducer(kafka.cluster)
  let going = true
  let sent = 0
  const done = (async () => {
    while (going) {
      await producer.send(Array.from({ length: partitions }, (_, partition) => outRecords(topic, 1, `${sent}-`, partition)).flat())
      sent++
    }
    return sent
  })()
  return { stop: () => { going = false; return done } }
}

describe('a runner', () => {
  test('reads all partitions, and goes on where its group had stopped', async () => {
    const [topic, group] = [await kafka.topic(3), unique('group')]
    const producer = await openProducer(kafka.cluster)
    await producer.send([...outRecords(topic, 120, 'a', 0), ...outRecords(topic, 5, 'a', 2)])
    const first = member('first', group, topic)
    await eventually(() => first.seen.length === 125 && first.runner.ready())
    await first.runner.stop()
    await producer.send(outRecords(topic, 3, 'b', 0))
    const second = member('second', group, topic)
    await eventually(() => second.seen.length === 3)
    expect(second.seen.map(({ value }) => value)).toEqual(['b0', 'b1', 'b2'])
    expect(second.events).toContain('take 0 at 120')
  })

  test('shares with a newcomer; what it keeps goes on without a stall, what it gives away it drops', async () => {
    const [topic, group] = [await kafka.topic(4), unique('group')]
    const first = member('first', group, topic)
    await eventually(() => first.owned().length === 4)
    const load = await stream(topic, 4)
    const second = member('second', group, topic)
    await eventually(() => second.owned().length === 2 && first.owned().length === 2)
    await second.runner.stop()
    await eventually(() => first.owned().length === 4)
    const sent = await load.stop()
    await eventually(() => new Set([...first.seen, ...second.seen].map(({ partition, value }) => `${partition} ${value}`)).size === 4 * sent)

    const kept = [0, 1, 2, 3].filter((partition) => first.events.filter((event) => event.startsWith(`take ${partition} `)).length === 1)
    expect(kept.length, 'partitions that stayed with the first member over both rebalances').toBe(2)
    expect(first.events.filter((event) => event.startsWith('drop')).length, 'partitions it gave away').toBe(2)
    for (const partition of kept) {
      const times = first.seen.filter((each) => each.partition === partition).map(({ at }) => at)
      const longest = Math.max(...times.slice(1).map((at, i) => at - times[i]!))
      expect(longest, `longest ms without a record in partition ${partition}`).toBeLessThan(1000)
    }
  })

  test('leaves at once, and the others take over at their next heartbeat', async () => {
    const [topic, group] = [await kafka.topic(4), unique('group')]
    const [first, second] = [member('first', group, topic), member('second', group, topic)]
    await eventually(() => first.owned().length === 2 && second.owned().length === 2)
    const since = performance.now()
    await first.runner.stop()
    expect(performance.now() - since, 'ms to leave').toBeLessThan(1000)
    await eventually(() => second.owned().length === 4)
    expect(performance.now() - since, 'ms until all is taken over').toBeLessThan(3000)
  })

  test('a slow worker holds up neither the others nor the membership', async () => {
    const [topic, group] = [await kafka.topic(2), unique('group')]
    let release = () => {}
    const slow = new Promise<void>((resolve) => { release = resolve })
    const only = member('only', group, topic, { sessionTimeoutMs: 6000, process: (partition) => (partition === 0 ? slow : Promise.resolve()) })
    const producer = await openProducer(kafka.cluster)
    await producer.send([...outRecords(topic, 1, 'slow', 0), ...outRecords(topic, 1, 'quick', 1)])
    await eventually(() => only.seen.length === 1)
    const since = performance.now()
    for (let i = 0; performance.now() - since < 7500; i++) {
      const before = only.seen.length
      await producer.send(outRecords(topic, 1, `quick${i}-`, 1))
      await eventually(() => only.seen.length > before, { everyMs: 200 })
    }
    release()
    await eventually(() => only.seen.some(({ value }) => value === 'slow0'))
    expect(only.events.filter((event) => event.startsWith('take')).length, 'never thrown out, never taken over again').toBe(2)
  })

  test('a worker that fails is dropped, and a new one goes on at the last commit', async () => {
    const [topic, group] = [await kafka.topic(1), unique('group')]
    await (await openProducer(kafka.cluster)).send(outRecords(topic, 100))
    let failures = 2
    let batches = 0
    const only = member('only', group, topic, { process: async () => { if (++batches > 1 && failures-- > 0) throw new Error('out of luck') } })
    await eventually(() => only.seen.length === 100)
    expect(only.events).toEqual(['take 0 at 0', 'drop 0', 'take 0 at 50', 'drop 0', 'take 0 at 50'])
    expect(only.seen.map(({ value }) => value)).toEqual(Array.from({ length: 100 }, (_, i) => String(i)))
  })

  test('a refusal ends the service and is what it says', async () => {
    const [topic, group] = [await kafka.topic(1), unique('group')]
    await (await openProducer(kafka.cluster)).send(outRecords(topic, 1))
    const only = member('only', group, topic, { process: async () => { throw new Refusal('no', 'do this') } })
    await expect(only.runner.done).rejects.toMatchObject({ name: 'Refusal', remedy: 'do this' })
    expect(only.runner.ready()).toBe(false)
    expect(only.events).toEqual(['take 0 at 0', 'drop 0'])
  })

  test('a commit from before the partition was lost is refused, and the next owner\'s stands', async () => {
    const [topic, group] = [await kafka.topic(2), unique('group')]
    const contexts = new Map<number, PartitionContext>()
    const first = member('first', group, topic, { process: async (partition, context) => { contexts.set(partition, context) } })
    await (await openProducer(kafka.cluster)).send([...outRecords(topic, 5, '', 0), ...outRecords(topic, 5, '', 1)])
    await eventually(() => first.seen.length === 10)
    const second = member('second', group, topic)
    await eventually(() => second.owned().length === 1)
    const lost = second.owned()[0]!
    await eventually(() => contexts.get(lost)!.stillOurs() === false)
    await expect(contexts.get(lost)!.commit(1, 'late')).rejects.toMatchObject({ name: 'PartitionLost' })
    await second.runner.stop()
    await eventually(() => first.owned().length === 2)
    expect(first.events.filter((event) => event.startsWith(`take ${lost}`)).at(-1)).toBe(`take ${lost} at 5`)
  })
})
