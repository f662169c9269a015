import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AvroDefinition } from '../../schemas/contracts.ts'
import type { Registry } from '../../services/shared/avro/registry.ts'

/** Registered schemas in memory: for what only looks ids up. */
export function registryOf(schemas: ReadonlyMap<number, AvroDefinition | null>): Registry & { readonly asked: number[] } {
  const asked: number[] = []
  const notHere = async (): Promise<never> => { throw new Error('this registry only looks ids up') }
  return {
    asked,
    schemaById: async (id) => {
      asked.push(id)
      const avro = schemas.get(id)
      return avro === undefined ? null : { avro }
    },
    register: notHere, idOf: notHere, compatibility: notHere, setCompatibility: notHere,
  }
}

export interface Answer {
  readonly status: number
  readonly body: string
  /** The connection breaks in the middle of the body. */
  readonly cut?: boolean
  /** No answer ever comes; the connection stays. */
  readonly silent?: boolean
}

/** An HTTP server that answers as `answer` says and keeps the requests it got. */
export async function httpServer(answer: (request: string) => Answer | null): Promise<{ url: string; requests: string[]; close(): Promise<void> }> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`
    requests.push(line)
    const given = answer(line)
    if (given?.silent) return
    if (given?.cut) response.writeHead(given.status, { 'content-length': given.body.length + 1 }).write(given.body, () => request.socket.destroy())
    else if (given) response.writeHead(given.status, { 'content-type': 'application/json' }).end(given.body)
    else request.socket.destroy()
  })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}
