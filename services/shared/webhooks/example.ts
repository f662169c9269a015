import type { AlertEvent } from '../../../schemas/types.ts'

/** An alert that never happened, to try an endpoint with; its id says so. `now`: epoch ms. */
export const exampleStep = (now: number, owner: string): AlertEvent => ({
  alertId: 'test~SCORE_BELOW~1', sequence: 1, status: 'OPENED', kind: 'SCORE_BELOW', episode: 1, severity: 'HIGH', accountId: 'test', contactId: null,
  accountName: 'A test of this webhook', segment: null, vertical: null, region: null, stage: null, annualRevenue: 120_000, currency: 'EUR', renewalAt: null,
  revenueAtRisk: 120_000, quadrant: 'AT_RISK', scoreBefore: 71, comparedWith: now - 7 * 86_400_000, scoreAfter: 52, threshold: 53, evidence: 4,
  drivers: [{ driver: 'support.call', change: -14, contribution: -12, eventIds: [] }, { driver: 'delivery', change: -5, contribution: -4, eventIds: [] }],
  verbatims: [], owner, escalationLevel: 0, notify: [owner], openedAt: now, at: now, snoozedUntil: null, by: null, outcome: null, note: null, cause: 'EVENT',
  causeEventId: null, summary: 'This is a test: down 19 points in 7 days to 52, below 53.', modelVersion: 'test', logPartition: 0, logOffset: 0,
})
