import type { AccountScore, AlertEvent, FailedEvent, Interaction } from '../../schemas/types.ts'

const noon = Date.UTC(2026, 9, 1, 12)

/** Records of the output topics with plain values; what a test is about goes into `over`. */
export const interaction = (over: Partial<Interaction> = {}): Interaction => ({
  eventId: 'e1', kind: 'TOUCH_POINT', occurredAt: noon, receivedAt: noon + 20, source: 'helpdesk', accountId: 'a1', contactId: null, touchPoint: 'support.call',
  directness: 'DIRECT', reach: null, stage: 'SUPPORT', channel: 'phone', location: null, outcome: 'FAILED', measures: { waitSeconds: 130.5 }, survey: null,
  text: 'Nobody\n\ncalled; back 👍', language: 'en', sentiment: -0.4, emotions: ['anger'], effort: null, driver: 'support.call', value: 15, weight: 2, corrects: null,
  segment: 'smb', vertical: null, region: 'north', scoreAfter: 42.5, modelVersion: 'm1', logPartition: 0, logOffset: 7, attributes: { team: 'emea' }, ...over,
})

export const accountScore = (over: Partial<AccountScore> = {}): AccountScore => ({
  accountId: 'a1', at: noon, score: 42.5, evidence: 2, band: 'AT_RISK', quadrant: 'AT_RISK', drivers: { 'support.call': -27.5 }, prior: 70, trend7d: null,
  trend30d: null, contacts: 1, observations: 1, lastContactAt: noon, stage: 'SUPPORT', segment: 'smb', vertical: null, region: 'north', annualRevenue: 120_000,
  currency: 'EUR', owner: 'kim', renewalAt: noon + 864e5, openAlerts: ['SCORE_BELOW'], cause: 'EVENT', causeEventId: 'e1', modelVersion: 'm1', logPartition: 0,
  logOffset: 7, engagement30d: null, isClosed: false, accountName: 'Acme', ...over,
})

export const alert = (over: Partial<AlertEvent> = {}): AlertEvent => ({
  alertId: 'a1~SCORE_BELOW~1', sequence: 1, status: 'OPENED', kind: 'SCORE_BELOW', episode: 1, severity: 'HIGH', accountId: 'a1', contactId: null, accountName: 'Acme',
  segment: 'smb', vertical: null, region: 'north', stage: 'SUPPORT', annualRevenue: 120_000, currency: 'EUR', renewalAt: null, revenueAtRisk: 120_000,
  quadrant: 'AT_RISK', scoreBefore: 70, comparedWith: noon - 6048e5, scoreAfter: 42.5, threshold: 53, evidence: 2,
  drivers: [{ driver: 'support.call', change: -27.5, contribution: -27.5, eventIds: ['e1'] }], verbatims: ['e1'], owner: 'kim', escalationLevel: 0, notify: ['kim'],
  openedAt: noon, at: noon, snoozedUntil: null, by: null, outcome: null, note: null, cause: 'EVENT', causeEventId: 'e1', summary: 'Acme fell to 42.5.',
  modelVersion: 'm1', logPartition: 0, logOffset: 7, ...over,
})

export const failedEvent = (over: Partial<FailedEvent> = {}): FailedEvent => ({
  failureId: 'cx.touchpoints:0:3', at: noon, step: 'validate', code: 'id.missing', reason: 'eventId: is empty', topic: 'cx.touchpoints', partition: 0, offset: 3,
  timestamp: noon, key: Buffer.from('a1'), value: Buffer.from([0, 10, 10, 255, 59]), headers: { source: Buffer.from('crm') }, attempts: 1, ...over,
})
