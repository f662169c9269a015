import { createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export interface FakeBroker {
  readonly port: number
  /** In the order in which they came. */
  readonly sockets: Socket[]
  /** Connections on which nothing is answered. */
  readonly deaf: Set<Socket>
  /** False: connections are closed soon after they came, and nothing is answered. */
  up: boolean
  /** New connections are deaf. */
  mute: boolean
}

/** Answers every request with the list of its (no) versions, until the test has finished. */
export async function fakeBroker(): Promise<FakeBroker> {
  const server = createServer((socket) => {
    broker.sockets.push(socket)
    if (broker.mute) broker.deaf.add(socket)
    socket.on('error', () => {})
    if (!broker.up) setTimeout(() => socket.end(), broker.sockets.length % 4)
    socket.on('data', (requests: Buffer) => {
      for (let at = 0; broker.up && !broker.deaf.has(socket) && at < requests.length; at += 4 + requests.readInt32BE(at)) {
        const answer = Buffer.alloc(14)
        answer.writeInt32BE(10)
        requests.copy(answer, 4, at + 8, at + 12)
        socket.write(answer)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const broker: FakeBroker = { port: (server.address() as AddressInfo).port, sockets: [], deaf: new Set(), up: true, mute: false }
  onTestFinished(() => {
    broker.sockets.forEach((socket) => socket.destroy())
    server.close()
  })
  return broker
}
