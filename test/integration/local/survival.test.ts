import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findJava } from '../../../infra/local/java.ts'
import { startKafka } from '../../../infra/local/kafka.ts'
import type { Part } from '../../../infra/local/part.ts'
import { freePort } from '../../../infra/local/ports.ts'
import { startRegistry } from '../../../infra/local/registry.ts'
import { installTool } from '../../../infra/local/tools.ts'
import type { AvroDefinition } from '../../../schemas/contracts.ts'
import { openRegistry } from '../../../services/shared/avro/registry.ts'
import { openKafka } from '../../../services/shared/kafka/client.ts'
import { openReader } from '../../../services/shared/kafka/read.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { makeTopics } from '../../helpers/topics.ts'

let data = ''
const started: Part[] = []
const { command: java } = await findJava(process.env)

beforeEach(() => void (data = mkdtempSync(join(tmpdir(), 'cx-survival-'))))
afterEach(async () => {
  await Promise.all(started.splice(0).map((part) => part.stop()))
  rmSync(data, { recursive: true, force: true })
})

/** Two starts of a Java program each, on a machine that may be busy. */
const patient = { timeout: 240_000 }

/** Kills without warning, as a power cut would. */
async function killHard(part: Part): Promise<void> {
  process.kill(part.pid, 'SIGKILL')
  await part.ended
}

async function broker() {
  const jars = await installTool('kafka', console.log)
  const kafka = await startKafka({ java, jars, data: join(data, 'kafka'), port: await freePort(), logFile: join(data, 'kafka.log') })
  started.push(kafka.part)
  return { ...kafka, client: openKafka({ brokers: [kafka.url], clientId: 'survival', log: keptLog() }) }
}

async function registry() {
  const folder = await installTool('registry', console.log)
  const running = await startRegistry({ java, folder, data: join(data, 'registry'), port: await freePort(), logFile: join(data, 'registry.log') })
  started.push(running.part)
  return { ...running, api: openRegistry({ url: running.url, log: keptLog() }) }
}

test('a broker that was killed comes back, on another port even, with its topics and what it had acknowledged', patient, async () => {
  const before = await broker()
  const admin = before.client.kafka().admin()
  const producer = before.client.kafka().producer()
  await Promise.all([admin.connect(), producer.connect()])
  await makeTopics(admin, [{ topic: 'kept', numPartitions: 1 }])
  const values = Array.from({ length: 200 }, (_, n) => String(n))
  await producer.send({ topic: 'kept', acks: -1, messages: values.map((value) => ({ value })) })
  await killHard(before.part)
  await Promise.all([admin.disconnect(), producer.disconnect()])

  const after = await broker()
  const reader = openReader(after.client, keptLog())
  const read: string[] = []
  await reader.readPartition({ topic: 'kept', partition: 0, from: 'earliest', until: 'end', onRecords: (records) => void read.push(...records.map(({ value }) => String(value))) })
  await reader.close()
  expect(read).toEqual(values)
})

test('a registry that was killed keeps every schema that it had acknowledged, under its id', patient, async () => {
  const before = await registry()
  await before.api.setCompatibility('BACKWARD_TRANSITIVE')
  const schema = (n: number): AvroDefinition => ({ type: 'record', name: `R${n}`, fields: [{ name: 'a', type: 'string' }] })
  const ids: number[] = []
  for (let n = 0; n < 10; n++) ids.push(await before.api.register(`kept-${n}-value`, schema(n)))
  await killHard(before.part)

  const after = await registry()
  for (const [n, id] of ids.entries()) expect((await after.api.schemaById(id))?.avro).toMatchObject(schema(n))
  expect(ids, 'an id that is given twice makes old records decode to nonsense').not.toContain(await after.api.register('new-value', schema(99)))
})
