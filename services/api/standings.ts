import { standingAfter, type Standing, type Told } from '../../core/alerting/standing.ts'
import type { Database } from './ports.ts'
import { text, textOrNull, time, type Row } from './resource.ts'

/** Schemas of where an alert stands. */
export const standing = { state: text, stateBy: textOrNull, stateAt: time, reason: text, reasonAt: time } as const

type Step = Told<string> & { readonly alertId: string; readonly sequence: number }

const stepsOf = `
  SELECT alert_id AS alertId, sequence, status, alert_events.at AS at, opened_at AS openedAt, snoozed_until AS snoozedUntil, acted_by AS by, summary, \`drivers.driver\` AS drivers
  FROM alert_events WHERE alert_id IN {alertIds:Array(String)} ORDER BY alert_id, sequence`

/** Alerts after their latest steps, each with where it stands by all its steps up to that one. */
export async function withStandings(database: Database, alerts: readonly Row[]): Promise<Row[]> {
  if (alerts.length === 0) return []
  const steps = await database.rows(stepsOf, { alertIds: alerts.map(({ alertId }) => alertId) }) as unknown as Step[]
  const byAlert = Map.groupBy(steps, ({ alertId }) => alertId)
  return alerts.map((alert) => {
    const until = (byAlert.get(alert.alertId as string) ?? []).filter(({ sequence }) => sequence <= (alert.sequence as number))
    return { ...alert, ...until.reduce<Standing<string> | null>(standingAfter, null) }
  })
}
