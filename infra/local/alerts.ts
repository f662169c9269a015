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
  /** Log time of this step, epoch ms. */
  readonly at: number
  readonly summary: string
}

const hour = 60 * 60 * 1000

/** Reads the alerts topic from now on, committed alerts only, without a consumer group, until the signal. */
export async function followAlerts({ brokers, registryUrl, deployment, logFile, signal, onAlert }: AlertFeed): Promise<void> {
  const destination = pino.destination({ dest: logFile, mkdir: true })
  // A full disk costs log lines, not the run.
  destination.on('error', () => {})
  const log = createLog('start', { destination })
  const reader = openReader(openKafka({ brokers, clientId: `${deployment}-start`, log }), log)
  const decode = decoder(openRegistry({ url: registryUrl, log }))
  const show = lister(onAlert, Date.now() - hour)
  const topic = topicOf(deployment, 'alerts')
  try {
    const ends = await reader.offsets({ topic })
    await Promise.all(ends.map(({ partition, high }) => reader.readPartition({
      topic, partition, from: high, until: () => false, signal,
      onRecords: async (records) => {
        for (const { value } of records) {
          const alert = value && (await decode(value))
          if (alert) show(alert)
        }
      },
    })))
  } finally {
    await reader.close()
  }
}

/** Shows alerts from a moment on. A replay's history fires hundreds in a minute: they are on the API and in the counters, not here. */
export function lister(onAlert: (line: string) => void, from: number): (alert: ShownAlert) => void {
  let told = false
  return (alert) => {
    if (alert.at >= from) return onAlert(alertLine(alert))
    if (!told) onAlert(colours.dim('alerts of the past are being counted, not listed; new ones are shown here as they fire'))
    told = true
  }
}

/** One line: how bad, whose, what, and of which kind: several may be open on an account, and say the same. */
export function alertLine({ status, severity, kind, accountId, accountName, owner, summary }: ShownAlert): string {
  const colour = { CRITICAL: colours.red, HIGH: colours.yellow }[severity] ?? colours.cyan
  const name = accountName ?? accountId ?? kind
  const sentence = summary.startsWith(`${name}: `) ? summary.slice(name.length + 2) : summary || kind
  const label = [kind.replaceAll('_', ' '), ...(status === 'OPENED' ? [] : [status])].join(', ').toLowerCase()
  return [colour(severity.padEnd(8)), colours.bold(name), colours.dim(`(${owner})`), sentence, colours.dim(`[${label}]`)].join(' ')
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
