import { afterAll, inject } from 'vitest'
import { openKafka } from '../../services/shared/kafka/client.ts'
import type { KafkaClient } from '../../services/shared/kafka/client.ts'
import type { LogRecord, OutRecord } from '../../services/shared/kafka/log-record.ts'
import { openReader } from '../../services/shared/kafka/read.ts'
import { unique } from './names.ts'
import { keptLog } from './silent-log.ts'
import { makeTopics } from './topics.ts'

/** Kafka for one test file: topics of its own, records to send and to compare. Closed after the file's last test. */
export function kafkaFor(brokers: readonly string[] = inject('parts').brokers) {
  const log = keptLog()
  const client: KafkaClient = openKafka({ brokers, clientId: 'test', log })
  const reader = openReader(client, log)
  const cluster = client.cluster()
  afterAll(() => Promise.all([reader.close(), cluster.disconnect()]))

  return {
    log,
    client,
    reader,
    /** Connections to write through. */
    cluster,
    /** Makes a topic and gives its name. */
    async topic(partitions = 1, config: Record<string, string> = {}): Promise<string> {
      const name = unique('topic')
      const admin = client.kafka().admin()
      await admin.connect()
      const configEntries = Object.entries(config).map(([key, value]) => ({ name: key, value }))
      await makeTopics(admin, [{ topic: name, numPartitions: partitions, configEntries }])
      await admin.disconnect()
      return name
    },
    /** All records of a partition as they are now. */
    async all(topic: string, partition = 0): Promise<LogRecord[]> {
      const found: LogRecord[] = []
      await reader.readPartition({ topic, partition, from: 'earliest', until: 'end', onRecords: (records) => void found.push(...records) })
      return found
    },
  }
}

export type TestKafka = ReturnType<typeof kafkaFor>

/** `count` records for a partition, with the values `<prefix>0`, `<prefix>1` … */
export const outRecords = (topic: string, count: number, prefix = '', partition = 0): OutRecord[] =>
  Array.from({ length: count }, (_, i) => ({ topic, partition, key: `k${i}`, value: Buffer.from(`${prefix}${i}`) }))

export const valuesOf = (records: readonly LogRecord[]): string[] => records.map(({ value }) => value!.toString())
