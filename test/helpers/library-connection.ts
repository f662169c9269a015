import { createRequire } from 'node:module'
import type { Socket, TcpNetConnectOpts } from 'node:net'
import { onTestFinished } from 'vitest'

/** What the Kafka library calls a connection, a pool of them and a broker: what our patch of it changes. */
export interface Connection {
  isConnected(): boolean
  connect(): Promise<unknown>
  disconnect(): Promise<unknown>
  send(request: object): Promise<unknown>
}

export type SocketFactory = (options: TcpNetConnectOpts & { onConnect: () => void }) => Socket

const require = createRequire(import.meta.url)
const ConnectionClass = require('kafkajs/src/network/connection') as new (options: object) => Connection
const PoolClass = require('kafkajs/src/network/connectionPool') as new (options: object) => { readonly pool: readonly Connection[] }
const BrokerClass = require('kafkajs/src/broker') as new (options: object) => { connect(): Promise<void>; isConnected(): boolean; disconnect(): Promise<void> }
const apiVersions = require('kafkajs/src/protocol/requests/apiVersions') as { protocol(options: { version: number }): () => object }
const quiet = { info: () => {}, error: () => {}, warn: () => {}, debug: () => {}, namespace: () => quiet }
export const plainSockets = (require('kafkajs/src/network/socketFactory') as () => SocketFactory)()

const optionsTo = (port: number, requestTimeout = 500, socketFactory = plainSockets) => ({
  host: '127.0.0.1', port, logger: quiet, socketFactory, requestTimeout, enforceRequestTimeout: true, connectionTimeout: 1000, maxInFlightRequests: null,
})

/** A connection that is not open yet; it is closed when the test has finished. */
export function connectionTo(...options: Parameters<typeof optionsTo>): Connection {
  const connection = new ConnectionClass(optionsTo(...options))
  onTestFinished(async () => void await connection.disconnect())
  return connection
}

/** A broker with its two connections, likewise. */
export function brokerAt(...options: Parameters<typeof optionsTo>) {
  const pool = new PoolClass(optionsTo(...options))
  const broker = new BrokerClass({ connectionPool: pool, logger: quiet, nodeId: 1 })
  onTestFinished(() => broker.disconnect())
  return { broker, connections: pool.pool }
}

/** As the library does it: connects where that is needed, then sends; gives whether it was answered. */
export async function ask(connection: Connection): Promise<boolean> {
  try {
    if (!connection.isConnected()) await connection.connect()
    await connection.send(apiVersions.protocol({ version: 0 })())
    return true
  } catch {
    return false
  }
}
