import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { createApp, type AppParts } from '../../services/ingest/app.ts'
import { createIngestMetrics } from '../../services/ingest/metrics.ts'
import { openGuard } from '../../services/shared/access/guard.ts'
import { contractType } from '../../services/shared/avro/published.ts'
import { contractOf } from '../../services/shared/intake/contracts.ts'
import type { OutRecord } from '../../services/shared/kafka/log-record.ts'
import { inputTopics, type InputTopic } from '../../services/topology.ts'
import { keptLog } from './silent-log.ts'

/** Where the mappings of the webhooks that come with the product are. */
export const shippedMappings = join(import.meta.dirname, '../../services/ingest/mappings')

export interface IngestApp {
  readonly app: FastifyInstance
  /** What was written. */
  readonly written: readonly OutRecord[]
  /** The events that were written to a topic. */
  events(topic: InputTopic): readonly Readonly<Record<string, unknown>>[]
  post(url: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<{ readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: any }>
}

/** The ingest service over a writer that keeps everything. `keysFile`: of one that does not exist nobody is asked for a key. */
export async function ingestApp({ keysFile, ...parts }: { readonly keysFile: string } & Partial<AppParts>): Promise<IngestApp> {
  const written: OutRecord[] = []
  const app = await createApp({
    writer: { write: async (records) => void written.push(...records) }, guard: openGuard({ keysFile, host: '127.0.0.1', log: keptLog() }), perMinute: 10_000, maxBodyBytes: 4 * 1024 * 1024,
    log: keptLog(), metrics: createIngestMetrics().metrics, hooks: new Map(), ...parts,
    targets: Object.fromEntries(inputTopics.map((topic) => [topic, { topic, partitions: 1, schemaId: 1 }])) as never,
  })
  await app.ready()
  return {
    app, written,
    events: (topic) => written.filter((each) => each.topic === topic).map(({ value }) => contractType(contractOf(topic)).fromBuffer((value as Buffer).subarray(5)) as Record<string, unknown>),
    async post(url, body, headers = {}) {
      const response = await app.inject({ method: 'POST', url, payload: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } })
      return { status: response.statusCode, headers: response.headers, body: response.json() as unknown }
    },
  }
}
