import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findJava } from '../../infra/local/java.ts'
import { startKafka } from '../../infra/local/kafka.ts'
import type { RunningKafka } from '../../infra/local/kafka.ts'
import { freePort } from '../../infra/local/ports.ts'
import { installTool } from '../../infra/local/tools.ts'
import { openKafka } from '../../services/shared/kafka/client.ts'
import { openProducer } from '../../services/shared/kafka/producer.ts'
import { openReader } from '../../services/shared/kafka/read.ts'
import { runPartitions } from '../../services/shared/kafka/runner.ts'
import { openTransactional } from '../../services/shared/kafka/transactional.ts'
import { eventually } from '../helpers/eventually.ts'
import { outRecords } from '../helpers/kafka.ts'
import { unique } from '../helpers/names.ts'
import { keptLog } from '../helpers/silent-log.ts'
import { makeTopics } from '../helpers/topics.ts'

let folder: string
let kafka: RunningKafka
let restart: () => Promise<void>

/** A broker of this file's own: it is killed. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cx-restart-'))
  const [java, jars, port] = [await findJava(process.env), await installTool('kafka', () => {}), await freePort()]
  const start = () => startKafka({ java: java.command, jars, data: join(folder, 'kafka'), port, logFile: join(folder, 'kafka.log') })
  kafka = await start()
  restart = async () => {
    process.kill(kafka.part.pid, 'SIGKILL')
    await kafka.part.ended
    kafka = await start()
  }
})
afterAll(async () => {
  await kafka?.part.stop()
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
})

test('when the broker is killed and comes back, writers and readers go on: nothing is lost, nothing twice', async () => {
  const log = keptLog()
  const client = openKafka({ brokers: [kafka.url], clientId: 'restart-test', log })
  const [input, output] = [unique('input'), unique('output')]
  const admin = client.kafka().admin()
  await admin.connect()
  await makeTopics(admin, [{ topic: input, numPartitions: 2 }, { topic: output, numPartitions: 2 }])
  await admin.disconnect()
  const [sending, working] = [client.cluster(), client.cluster()]

  // A pipeline as the scorer is one: reads, and writes in transactions together with its position.
  const runner = runPartitions({
    client, group: unique('group'), topics: [input], batch: { maxRecords: 20, maxBytes: 1e6, lingerMs: 0 }, log, heartbeatMs: 300,
    worker: (_, partition) => {
      let transactions: Awaited<ReturnType<typeof openTransactional>> | undefined
      return {
        takeOver: async () => {
          transactions = await openTransactional({ cluster: working, transactionalId: `${output}-${partition}` })
          let position = 0
          const reader = openReader(client, log)
          await reader.readPartition({
            topic: output, partition, from: 'earliest', until: 'end',
            onRecords: (records) => { position = Number(records.at(-1)!.headers['next']) },
          })
          await reader.close()
          return position
        },
        process: async (records, nextOffset) => {
          const headers = { next: Buffer.from(String(nextOffset)) }
          await transactions!.write(records.map(({ key, value }) => ({ topic: output, partition, key, value, headers })))
        },
        drop: async () => transactions?.close(),
      }
    },
  })
  await eventually(() => runner.ready())

  const producer = await openProducer(sending)
  let sent = 0
  let going = true
  const load = (async () => {
    while (going) {
      await producer.send([...outRecords(input, 5, `${sent}-`, 0), ...outRecords(input, 5, `${sent}-`, 1)])
      sent++
    }
  })()
  const reader = openReader(client, log)
  const written = async () => {
    const all: string[] = []
    for (const partition of [0, 1]) {
      await reader.readPartition({ topic: output, partition, from: 'earliest', until: 'end', onRecords: (records) => { for (const { value } of records) all.push(`${partition} ${value!}`) } })
    }
    return all
  }
  await eventually(() => sent > 30)
  for (const _ of [1, 2]) {
    await restart()
    const before = sent
    await eventually(() => sent > before + 30, { timeoutMs: 60_000 })
  }
  going = false
  await load
  const all = await eventually(async () => {
    const found = await written()
    return found.length >= sent * 10 ? found : null
  }, { timeoutMs: 60_000, everyMs: 300 })
  expect(all.length, 'records written').toBe(sent * 10)
  expect(new Set(all).size, 'different records').toBe(sent * 10)
  expect(log.lines.filter(({ level }) => level === 'error')).toEqual([])
  await runner.stop()
  await Promise.all([reader.close(), sending.disconnect(), working.disconnect()])
}, 180_000)
