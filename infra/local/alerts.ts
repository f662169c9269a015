import avsc from 'avsc'
import colours from 'picocolors'
import { pino } from 'pino'
import { openRegistry, type Registry } from '../../services/shared/avro/registry.ts'
import { unframe } from '../../services/shared/avro/wire.ts'
import { openKafka } from '../../services/shared/kafka/client.ts'
import { openReader } from '../../services/shared/kafka/read.ts'
import { createLog } from '../../services/shared/log.ts'
import { topicOf } from '../../services/topology.ts'

export interface AlertFeed {
  readonly brokers: readonly string[]
  readonly registryUrl: string
  readonly deployment: string
  readonly logFile: string
  readonly signal: AbortSignal
  readonly onAlert: (line: string) => void
}

/** What is shown of an alert. */
export interface ShownAlert {
  readonly status: string
  readonly severity: string
  readonly kind: string
  readonly accountId: string | null
  readonly accountName: string | null
  readonly owner: string
  readonly summary: string
}

/** Reads the alerts topic from now on, committed alerts only, without a consumer group, until the signal. */
export async function followAlerts({ brokers, registryUrl, deployment, logFile, signal, onAlert }: AlertFeed): Promise<void> {
  const log = createLog('start', { destination: pino.destination({ dest: logFile, mkdir: true }) })
  const reader = openReader(openKafka({ brokers, clientId: `${deployment}-start`, log }), log)
  const decode = decoder(openRegistry({ url: registryUrl, log }))
  const topic = topicOf(deployment, 'alerts')
  try {
    const ends = await reader.offsets({ topic })
    await Promise.all(ends.map(({ partition, high }) => reader.readPartition({
      topic, partition, from: high, until: () => false, signal,
      onRecords: async (records) => {
        for (const { value } of records) {
          const alert = value && (await decode(value))
          if (alert) onAlert(alertLine(alert))
        }
      },
    })))
  } finally {
    await reader.close()
  }
}

/** One line: how bad, whose, what. */
export function alertLine({ status, severity, kind, accountId, accountName, owner, summary }: ShownAlert): string {
  const colour = { CRITICAL: colours.red, HIGH: colours.yellow }[severity] ?? colours.cyan
  const words = [colour(severity.padEnd(8)), colours.bold(accountName ?? accountId ?? kind), colours.dim(`(${owner})`), summary || kind]
  return `${words.join(' ')}${status === 'OPENED' ? '' : colours.dim(` [${status.toLowerCase()}]`)}`
}

/** Reads a value by the schema it was written with; null for what is none of ours. */
function decoder(registry: Registry): (value: Buffer) => Promise<ShownAlert | null> {
  const types = new Map<number, avsc.Type>()
  return async (value) => {
    const framed = unframe(value)
    if (!framed) return null
    let type = types.get(framed.schemaId)
    if (!type) {
      const avro = (await registry.schemaById(framed.schemaId))?.avro
      if (!avro) return null
      types.set(framed.schemaId, (type = avsc.Type.forSchema(avro as avsc.Schema)))
    }
    return type.fromBuffer(framed.body) as ShownAlert
  }
}
