import { createConnection, createServer, type Socket } from 'node:net'
import { loopback } from '../../../infra/local/ports.ts'

/** A TCP proxy whose connections can be torn, held up and swallowed. */
export interface Proxy {
  readonly port: number
  /** Resets every connection; new ones are taken. Gives how many there were. */
  cut(): number
  /** From now on nothing passes in either direction, and no connection ends, until it is healed. */
  swallow(): void
  /**
   * The connections that there are pass nothing more in either direction, and do not end, for ever; new ones work. So it is where something on the way has forgotten them, e.g. a
   * firewall that was restarted. Gives how many there were.
   */
  deafen(): number
  /** From now on each piece of data arrives so much later. */
  delay(ms: number): void
  /** Ends delays and swallowing; what was swallowed stays lost, so its connections are reset. */
  heal(): void
  close(): Promise<void>
}

interface Pair {
  readonly near: Socket
  readonly far: Socket
  deaf: boolean
}

/** Listens on a port of 127.0.0.1 and passes on to another one, which need not be there yet. */
export async function startProxy(port: number, targetPort: number): Promise<Proxy> {
  const pairs = new Set<Pair>()
  let swallowing = false
  let delayMs = 0

  const pass = (pair: Pair, from: Socket, to: Socket) => {
    from.on('data', (data: Buffer) => {
      if (swallowing || pair.deaf) return
      const write = () => {
        if (pair.deaf || to.destroyed || to.write(data) || from.isPaused()) return
        from.pause()
        to.once('drain', () => from.resume())
      }
      if (delayMs > 0) setTimeout(write, delayMs)
      else write()
    })
  }

  const server = createServer((near) => {
    const far = createConnection(targetPort, loopback)
    const pair: Pair = { near, far, deaf: false }
    pairs.add(pair)
    for (const socket of [near, far]) {
      socket.setNoDelay(true)
      socket.on('error', () => {})
      socket.on('close', () => {
        if (swallowing || pair.deaf) return
        pairs.delete(pair)
        // What the one side had sent before it closed still reaches the other.
        near.destroySoon()
        far.destroySoon()
      })
    }
    pass(pair, near, far)
    pass(pair, far, near)
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
    deafen() {
      const heard = [...pairs].filter(({ deaf }) => !deaf)
      for (const pair of heard) pair.deaf = true
      return heard.length
    },
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
