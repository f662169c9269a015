import { createApiApp } from './api-app.ts'

/** The OpenAPI document of the api, as GET /api/docs/json gives it. */
export async function apiDocument(): Promise<Record<string, unknown>> {
  const app = await createApiApp()
  await app.ready()
  const document = app.swagger() as unknown as Record<string, unknown>
  await app.close()
  return document
}
