import { openKafka } from '../../services/shared/kafka/client.ts'
import { openReader, type LogReader } from '../../services/shared/kafka/read.ts'
import { createLog } from '../../services/shared/log.ts'

/** Reads what is in the broker, for one question. */
export async function reading<T>(brokers: string, ask: (reader: LogReader) => Promise<T>): Promise<T> {
  const log = createLog('cli', { level: 'warn' })
  const reader = openReader(openKafka({ brokers: [brokers], clientId: 'bench', log }), log)
  try {
    return await ask(reader)
  } finally {
    await reader.close()
  }
}
