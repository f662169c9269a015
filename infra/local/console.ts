import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..', 'services', 'console')
const built = join(root, 'dist')

/** Builds the console where its sources are newer than what is built; a second or so. The api serves what lies in services/console/dist. */
export async function buildConsole(): Promise<void> {
  if (existsSync(join(built, 'index.html')) && newest(root) <= statSync(join(built, 'index.html')).mtimeMs) return
  const { build } = await import('vite')
  // Beside, and put in place as a whole: an api that serves the former build is not left with half of it.
  const fresh = `dist-${process.pid}`
  // As it is shipped, also where tests build it: Vite and its plug-ins go by NODE_ENV, which vitest sets.
  const { NODE_ENV } = process.env
  process.env['NODE_ENV'] = 'production'
  try {
    await build({ root, logLevel: 'warn', build: { outDir: fresh } })
  } finally {
    if (NODE_ENV === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = NODE_ENV
  }
  rmSync(built, { recursive: true, force: true })
  renameSync(join(root, fresh), built)
}

/** When a source of the console, or what it is built with, was changed last. */
function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !/[\\/]dist(-\d+)?([\\/]|$)/.test(entry.parentPath))
  return Math.max(statSync(join(folder, '..', '..', 'package-lock.json')).mtimeMs, ...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs))
}
