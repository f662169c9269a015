import { Command } from 'commander'
import type { AlertEvent } from '../../../schemas/types.ts'
import { EventDecoder } from '../../shared/avro/decoder.ts'
import { topicOf } from '../../topology.ts'
import { count } from '../arguments.ts'
import { withRegistry } from '../reach.ts'
import { readSettings } from '../settings-log.ts'
import type { Context, Parts } from '../context.ts'
import type { Terminal } from '../terminal.ts'

interface AlertOptions {
  readonly account?: string
  readonly limit: number
  readonly json: boolean
}

/** `cx alerts`: the latest steps of alerts, as they stand in the topic. */
export const alertsCommand = (context: Context): Command =>
  new Command('alerts').description('The latest steps of alerts, decoded from the topic: who, how bad, and why. Newest last.')
    .option('--account <id>', 'only those of this account')
    .option('--limit <n>', 'the newest n', count, 10)
    .option('--json', 'one JSON object a line', false)
    .action((options: AlertOptions) => alerts(context, options))

async function alerts({ terminal, withParts }: Context, { account, limit, json }: AlertOptions): Promise<void> {
  await withParts(async (parts) => {
    await readSettings(parts)
    const found = await readAlerts(parts, (alert) => account === undefined || alert.accountId === account)
    const shown = found.slice(-limit)
    for (const alert of shown) (json ? [alertJson(alert)] : describeAlert(alert, terminal.color)).forEach((line) => terminal.print(line))
    if (found.length > shown.length) terminal.note(`The newest ${shown.length} of ${found.length}; --limit shows more.`)
    else if (found.length === 0) terminal.note('No alert.')
  })
}

/** All committed steps that `wanted` says yes to, oldest first, those of one alert in their order. */
async function readAlerts({ config, reader, registry }: Parts, wanted: (alert: AlertEvent) => boolean): Promise<AlertEvent[]> {
  const topic = topicOf(config.deployment, 'alerts')
  const decoder = new EventDecoder({ contract: 'alert', registry, maxBytes: Infinity })
  const found: AlertEvent[] = []
  for (const { partition } of await reader.offsets({ topic })) {
    await reader.readPartition({
      topic, partition, from: 'earliest', until: 'end', onRecords: async (records) => {
        for (const { value } of records) {
          const result = await withRegistry(Promise.resolve(decoder.decode(value)))
          if (result.kind === 'ok' && wanted(result.event)) found.push(result.event)
        }
      },
    })
  }
  return found.sort((a, b) => a.at - b.at || a.sequence - b.sequence)
}

const signed = (change: number): string => `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)}`

/** One step of an alert as lines: whose and how bad, the sentence, then each driver with its change and the events behind it. */
export function describeAlert(alert: AlertEvent, color: Terminal['color']): string[] {
  const paint = alert.severity === 'CRITICAL' ? color.red : alert.severity === 'HIGH' ? color.yellow : color.cyan
  const who = [alert.accountName ?? alert.accountId ?? '', `for ${alert.owner}`].filter(Boolean).join(', ')
  const width = Math.max(0, ...alert.drivers.map(({ driver }) => driver.length))
  return [
    `${new Date(alert.at).toISOString()}  ${paint(alert.severity)} ${alert.status} ${alert.kind}  ${color.bold(who)}  ${color.dim(alert.alertId)}`,
    `  ${alert.summary}`,
    ...alert.drivers.map(({ driver, change, eventIds }) => `  ${signed(change).padStart(6)}  ${driver.padEnd(width)}  ${color.dim(eventIds.join(', '))}`),
  ]
}

/** One step as a line of JSON, times in ISO 8601. */
function alertJson(alert: AlertEvent): string {
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
  const { at, openedAt, comparedWith, renewalAt, snoozedUntil } = alert
  return JSON.stringify({
    ...alert, at: iso(at), openedAt: iso(openedAt), comparedWith: iso(comparedWith), renewalAt: iso(renewalAt), snoozedUntil: iso(snoozedUntil),
  })
}
