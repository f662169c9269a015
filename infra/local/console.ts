import { join } from 'node:path'
import { build } from 'vite'

/** Builds the console, a second or so; the api serves what lies in services/console/dist. */
export async function buildConsole(): Promise<void> {
  await build({ root: join(import.meta.dirname, '..', '..', 'services', 'console'), logLevel: 'warn' })
}
