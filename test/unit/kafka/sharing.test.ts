import { describe, expect, test, vi } from 'vitest'
import { createCommitQueue, type Waiting } from '../../../services/shared/kafka/commit-queue.ts'
import type { OutRecord } from '../../../services/shared/kafka/log-record.ts'
import type { Produced } from '../../../services/shared/kafka/produce.ts'
import { shareProducer } from '../../../services/shared/kafka/shared-producer.ts'

const record = (partition: number, key: string): OutRecord => ({ topic: 't', partition, key, value: null })
const answer = (partition: number): Produced => ({ topic: 't', partition, errorCode: 0, baseOffset: 0, logAppendTime: 1000 + partition })

/** Requests that are answered when the test says so. */
function requests<T, A>() {
  const sent: { readonly what: T; answer(a: A): void; fail(error: Error): void }[] = []
  const send = (what: T) => new Promise<A>((answer, fail) => { sent.push({ what, answer, fail }) })
  const nth = (n: number) => vi.waitUntil(() => sent[n])
  return { sent, send, nth }
}

describe('a shared producer', () => {
  test('sends together what came in one turn or while a request was under way, and tells each what is its own', async () => {
    const { sent, send, nth } = requests<readonly OutRecord[], Produced[]>()
    const producer = await shareProducer(async () => ({ send }))()
    const [first, second] = [producer.send([record(0, 'a')]), producer.send([record(1, 'b')])]
    await nth(0)
    const [third, fourth] = [producer.send([record(1, 'c'), record(2, 'd')]), producer.send([record(2, 'e')])]
    sent[0]!.answer([answer(0), answer(1)])
    expect(await first).toEqual([answer(0)])
    expect(await second).toEqual([answer(1)])
    ;(await nth(1)).answer([answer(1), answer(2)])
    expect(sent.map(({ what }) => what.map(({ key }) => key))).toEqual([['a', 'b'], ['c', 'd', 'e']])
    expect(await third).toEqual([answer(1), answer(2)])
    expect(await fourth).toEqual([answer(2)])
  })

  test('fails for all at once, for good, and is followed by a new one', async () => {
    const all: ReturnType<typeof requests<readonly OutRecord[], Produced[]>>[] = []
    const open = shareProducer(async () => {
      all.push(requests())
      return { send: all.at(-1)!.send }
    })
    const producer = await open()
    expect(await open()).toBe(producer)
    const calls = [producer.send([record(0, 'a')]), producer.send([record(1, 'b')])]
    ;(await all[0]!.nth(0)).fail(new Error('gone'))
    for (const call of calls) await expect(call).rejects.toThrow('gone')
    await expect(producer.send([record(0, 'c')])).rejects.toThrow('failed before')
    expect(await open()).not.toBe(producer)
  })
})

describe('commits', () => {
  const commit = (partition: number, offset: number): Waiting => ({ of: { topic: 't', partition }, what: { offset, metadata: '' }, isOurs: () => true })
  const offsets = (all: readonly Waiting[]) => all.map(({ of, what }) => `${of.partition}:${what.offset}`)

  test('of one turn go together, and those that come while a request is under way, the last of each partition', async () => {
    const { sent, send, nth } = requests<readonly Waiting[], void>()
    const queue = createCommitQueue(send, async () => { throw new Error('not alone') })
    const first = [queue(commit(0, 1)), queue(commit(1, 1))]
    await nth(0)
    const second = [queue(commit(1, 2)), queue(commit(1, 3)), queue(commit(2, 1))]
    sent[0]!.answer()
    await Promise.all(first)
    ;(await nth(1)).answer()
    expect(sent.map(({ what }) => offsets(what))).toEqual([['0:1', '1:1'], ['1:3', '2:1']])
    await Promise.all(second)
  })

  test('go on one by one where a request failed, and hold back nobody else', async () => {
    const { send, nth } = requests<readonly Waiting[], void>()
    const alone = requests<Waiting, void>()
    const queue = createCommitQueue(send, alone.send)
    const lost = queue(commit(0, 1))
    ;(await nth(0)).fail(new Error('a generation is over'))
    await expect.poll(() => alone.sent.length).toBe(1)
    const next = queue(commit(1, 1))
    ;(await nth(1)).answer()
    await next
    alone.sent[0]!.fail(new Error('lost'))
    await expect(lost).rejects.toThrow('lost')
  })
})
