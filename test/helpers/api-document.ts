import { createApp } from '../../services/api/app.ts'
import { createApiMetrics } from '../../services/api/metrics.ts'
import { keptLog } from './silent-log.ts'

const unused = () => Promise.reject(new Error('only its description is asked for'))

/** The OpenAPI document of the api, as GET /api/docs/json gives it. */
export async function apiDocument(): Promise<Record<string, unknown>> {
  const app = await createApp({
    database: { rows: unused, answers: unused }, feed: { partitions: 0, storedUntil: unused, subscribe: unused }, actions: { submit: unused }, rules: { contactFrequency: unused, acknowledgement: unused }, pipeline: { stages: unused }, failed: { decode: unused, replay: unused }, access: { guard: { identify: unused, asks: () => true }, perMinute: 1 }, ...createApiMetrics(), log: keptLog(),
  })
  await app.ready()
  const document = app.swagger() as unknown as Record<string, unknown>
  await app.close()
  return document
}
