import { generateApi } from 'swagger-typescript-api'
import { apiDocument } from './api-document.ts'

/** The typed client of the api, generated from its OpenAPI document. */
export async function apiClient(): Promise<string> {
  const { files } = await generateApi({ fileName: 'client.ts', output: false, spec: (await apiDocument()) as never, httpClientType: 'fetch', silent: true, extractResponseBody: true, unwrapResponseData: true, cleanOutput: false })
  return files[0]!.fileContent
}
