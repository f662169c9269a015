import type { KafkaClient } from '../kafka/client.ts'
import type { LogRecord } from '../kafka/log-record.ts'
import type { Outgoing } from '../kafka/record-set.ts'
import type { LogReader } from '../kafka/read.ts'
import { openTransactional } from '../kafka/transactional.ts'

/** A transactional producer of one partition. Opening it fences every earlier one of the same id and aborts what that left open. */
export interface Transactions {
  /** One transaction: all records or none. An error of unknown outcome or a fence is thrown; this object is of no use afterwards. */
  write(records: Outgoing): Promise<void>
  close(): Promise<void>
}

/** What owning a partition's state needs of Kafka. */
export interface StateLog {
  openTransactions(transactionalId: string): Promise<Transactions>
  /** Reads a partition of a state topic (read committed) from its begin up to and with the record that `isLast` accepts. */
  readState(topic: string, partition: number, onRecords: (records: readonly LogRecord[]) => void, isLast: (record: LogRecord) => boolean): Promise<void>
  /** First offset that a topic's partition still has. */
  firstOffset(topic: string, partition: number): Promise<number>
  /** Whether a topic's partition has any committed record. */
  holdsRecords(topic: string, partition: number): Promise<boolean>
  /** One record; null where the log has it no more, or not yet. */
  readOne(topic: string, partition: number, offset: number): Promise<LogRecord | null>
}

/** The state log on Kafka. Each partition's transactions have connections of their own: one commit does not wait for another. */
export function openStateLog(client: KafkaClient, reader: LogReader): StateLog {
  return {
    async openTransactions(transactionalId) {
      const cluster = client.cluster()
      try {
        const producer = await openTransactional({ cluster, transactionalId })
        return {
          write: (records) => producer.write(records),
          close: async () => {
            await producer.close()
            await cluster.disconnect()
          },
        }
      } catch (error) {
        await cluster.disconnect()
        throw error
      }
    },
    readState: async (topic, partition, onRecords, isLast) => {
      await reader.readPartition({ topic, partition, from: 'earliest', isolation: 'read_committed', until: isLast, onRecords })
    },
    firstOffset: async (topic, partition) => (await reader.range({ topic, partition })).low,
    async holdsRecords(topic, partition) {
      // Offsets alone do not tell: aborted transactions leave some, too.
      const found = new AbortController()
      try {
        await reader.readPartition({ topic, partition, from: 'earliest', until: 'end', signal: found.signal, onRecords: () => found.abort() })
      } catch (error) {
        if (!found.signal.aborted) throw error
      }
      return found.signal.aborted
    },
    readOne: reader.readOne,
  }
}
