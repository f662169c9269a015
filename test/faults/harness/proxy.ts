import { createConnection, createServer, type Socket } from 'node:net'
import { loopback } from '../../../infra/local/ports.ts'

/** A TCP proxy whose connections can be torn, held up and swallowed. */
export interface Proxy {
  readonly port: number
  /** Resets every connection; new ones are taken. Gives how many there were. */
  cut(): number
  /** From now on nothing passes in either direction, and no connection ends, until it is healed. */
  swallow(): void
  /** From now on each piece of data arrives so much later. */
  delay(ms: number): void
  /** Ends delays and swallowing; what was swallowed stays lost, so its connections are reset. */
  heal(): void
  close(): Promise<void>
}

interface Pair {
  readonly near: Socket
  readonly far: Socket
}

/** Listens on a port of 127.0.0.1 and passes on to another one, which need not be there yet. */
export async function startProxy(port: number, targetPort: number): Promise<Proxy> {
  const pairs = new Set<Pair>()
  let swallowing = false
  let delayMs = 0

  const pass = (from: Socket, to: Socket) => {
    from.on('data', (data: Buffer) => {
      if (swallowing) return
      const write = () => {
        if (to.destroyed || to.write(data) || from.isPaused()) return
        from.pause()
        to.once('drain', () => from.resume())
      }
      if (delayMs > 0) setTimeout(write, delayMs)
      else write()
    })
  }

  const server = createServer((near) => {
    const far = createConnection(targetPort, loopback)
    const pair = { near, far }
    pairs.add(pair)
    for (const socket of [near, far]) {
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => {
        if (swallowing) return
        pairs.delete(pair)
        // What the one side had sent before it closed still reaches the other.
        near.destroySoon()
        far.destroySoon()
      })
    }
    pass(near, far)
    pass(far, near)
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, loopback, resolve))

  const cut = () => {
    const count = pairs.size
    for (const { near, far } of pairs) {
      near.resetAndDestroy()
      far.destroy()
    }
    pairs.clear()
    return count
  }
  return {
    port,
    cut,
    swallow: () => { swallowing = true },
    delay: (ms) => { delayMs = ms },
    heal() {
      if (swallowing) cut()
      swallowing = false
      delayMs = 0
    },
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      cut()
    }),
  }
}
