import { createServer } from 'node:net'
import { Refusal } from '../../services/shared/refusal.ts'

/** All that runs here listens on the loopback address alone. */
export const loopback = '127.0.0.1'

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, loopback, resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Whether the port can be listened on. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, loopback, resolve))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    throw error
  }
  await new Promise((resolve) => server.close(resolve))
  return true
}

/** Resolves when the port can be listened on; refused with what to do when another program has it. `variable` changes the port. */
export async function requireFreePort(port: number, what: string, variable: string): Promise<void> {
  if (await isFree(port)) return
  throw new Refusal(
    `Port ${port}, wanted for ${what}, is in use by another program.`,
    `Stop that program (see: ss -ltnp 'sport = :${port}'), or choose another port with ${variable}=…`,
  )
}
