import type { AccountAlertKind, KindHistory, OpenAlert, OpenState } from '../../core/alerting/alert.ts'
import type { Account } from '../../core/scoring/account.ts'
import type { Severity } from '../../schemas/types.ts'
import type { ByteReader, ByteWriter } from '../shared/fold/bytes.ts'

// A symbol is stored as its place in these lists: they may only grow at the end.
const kinds = ['SCORE_BELOW', 'LOW_SURVEY', 'SCORE_DROP', 'SILENT', 'BURST'] as const satisfies readonly AccountAlertKind[]
const states = ['OPENED', 'ACKNOWLEDGED', 'SNOOZED'] as const satisfies readonly OpenState[]
const severities = ['NORMAL', 'HIGH', 'CRITICAL'] as const satisfies readonly Severity[]

/** Writes an account's open alerts and the histories of its kinds. */
export function writeAlerts(w: ByteWriter, { alerts }: Account): void {
  w.count(alerts.open.length)
  for (const a of alerts.open) {
    w.byte(kinds.indexOf(a.kind))
    w.count(a.episode)
    w.count(a.sequence)
    w.byte(severities.indexOf(a.severity))
    w.double(a.openedAt)
    w.nullableText(a.contactId)
    w.byte(states.indexOf(a.state))
    w.count(a.level)
    w.double(a.waitingSince)
    w.nullableDouble(a.snoozedUntil)
    w.nullableText(a.assignee)
    w.text(a.owner)
    w.nullableDouble(a.target)
    w.count(a.told.length)
    for (const person of a.told) w.text(person)
    w.nullableDouble(a.answeredAt)
  }
  let histories = 0
  for (const kind of kinds) if (alerts.history[kind] !== undefined) histories++
  w.count(histories)
  for (let i = 0; i < kinds.length; i++) {
    const history = alerts.history[kinds[i]!]
    if (history === undefined) continue
    w.byte(i)
    w.count(history.episodes)
    w.nullableDouble(history.since)
    w.nullableDouble(history.endedAt)
    w.byte((history.heldBack ? 1 : 0) | (history.byModel ? 2 : 0))
  }
}

/** Reads what writeAlerts wrote into the account; `version` is that of the account's state. */
export function readAlerts(r: ByteReader, account: Account, version: number): void {
  account.alerts.open = r.list((): OpenAlert => ({
    kind: kinds[r.byte()]!, episode: r.count(), sequence: r.count(), severity: severities[r.byte()]!, openedAt: r.double(), contactId: r.nullableText(),
    state: states[r.byte()]!, level: r.count(), waitingSince: r.double(), snoozedUntil: r.nullableDouble(), assignee: r.nullableText(), owner: r.text(),
    target: r.nullableDouble(), ...(version >= 4 ? { told: r.list(() => r.text()), answeredAt: r.nullableDouble() } : { told: [], answeredAt: null }),
  }))
  for (const [kind, history] of r.list((): [AccountAlertKind, KindHistory] => [kinds[r.byte()]!, readHistory(r)])) account.alerts.history[kind] = history
}

function readHistory(r: ByteReader): KindHistory {
  const [episodes, since, endedAt, flags] = [r.count(), r.nullableDouble(), r.nullableDouble(), r.byte()]
  return { episodes, since, endedAt, heldBack: (flags & 1) !== 0, byModel: (flags & 2) !== 0 }
}
