import { createApp, type AppParts } from '../../services/api/app.ts'
import { createApiMetrics } from '../../services/api/metrics.ts'
import { local } from '../../services/shared/access/caller.ts'
import { keptLog } from './silent-log.ts'

const unasked = () => Promise.reject(new Error('not asked here'))

/** The api on ports with nothing behind them: an empty database that answers, and nobody is asked who they are. What a test is about, it gives itself. */
export const createApiApp = (more: Partial<AppParts> = {}) => createApp({
  database: { rows: async () => [], json: async () => '[]', ping: async () => {} },
  feed: { storedUntil: async () => [], holds: async () => true, subscribe: async () => {} },
  actions: { submit: unasked },
  rules: { contactFrequency: async () => ({ maxSurveys: 2, perMs: 1, minGapMs: 1 }), alertRules: unasked },
  pipeline: { stages: async () => [] },
  failed: { decode: unasked, replay: unasked },
  access: { guard: { identify: async () => local, asks: () => false }, perMinute: 1_000_000 },
  missing: () => [],
  ...createApiMetrics(), log: keptLog(), ...more,
})
