import type { AlertEvent } from '../../../schemas/types.ts'
import type { Differences } from './differences.ts'

const endings: readonly string[] = ['RESOLVED', 'CLOSED']

/**
 * Alerts as their reader sees them (alerts.md): no (alertId, sequence) twice, none left out, OPENED first and only first, nothing after RESOLVED or
 * CLOSED, episodes counted without a gap, and at most one open a kind and account (and contact, for LOW_SURVEY). In the order of the topic.
 */
export function checkAlerts(alerts: readonly AlertEvent[], differences: Differences): void {
  const lives = new Map<string, { sequence: number; ended: boolean }>()
  const episodes = new Map<string, number>()
  const open = new Map<string, string>()
  for (const { alertId, sequence, status, kind, episode, accountId, contactId, severity } of alerts) {
    const name = `${alertId}#${sequence} ${status}`
    const life = lives.get(alertId)
    const subject = `${accountId ?? alertId.split('~')[0]}~${kind}`
    if (sequence !== (life?.sequence ?? 0) + 1) differences.add('each (alertId, sequence) is there once, without a gap', `${name} after ${life?.sequence ?? 0}`)
    if ((status === 'OPENED') !== (life === undefined)) differences.add('OPENED comes first, and only then', name)
    if (life?.ended) differences.add('nothing comes after the end of an alert', name)
    if (alertId !== `${subject}~${episode}`) differences.add('alert ids name account, kind and episode', name)
    if (!['NORMAL', 'HIGH', 'CRITICAL'].includes(severity)) differences.add('alerts have a severity', name)
    lives.set(alertId, { sequence, ended: endings.includes(status) })
    if (status === 'OPENED') {
      if (episode !== (episodes.get(subject) ?? 0) + 1) differences.add('episodes are counted without a gap', name)
      episodes.set(subject, episode)
    }
    const slot = kind === 'LOW_SURVEY' ? `${subject} ${JSON.stringify(contactId)}` : subject
    if (status === 'OPENED' && open.has(slot)) differences.add('one alert of a kind is open at a time', `${name} while ${open.get(slot)} is`)
    if (status === 'OPENED') open.set(slot, alertId)
    if (endings.includes(status) && open.get(slot) === alertId) open.delete(slot)
  }
}
