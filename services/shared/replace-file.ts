import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { Refusal } from './refusal.ts'

const waitMs = 20
const mostWaits = 250

/**
 * Replaces a file as a whole by what `make` gives, which may read it before: nobody else replaces it meanwhile, since the new file, made under a name that only one can have, is also the lock.
 * Only its owner can read it. Throws what `make` throws, and a Refusal where somebody has been replacing it for five seconds.
 */
export function replaceFile(path: string, make: () => string): void {
  mkdirSync(dirname(path), { recursive: true })
  const fresh = `${path}.new`
  const file = openAlone(fresh, path)
  try {
    writeSync(file, make())
    renameSync(fresh, path)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}

function openAlone(fresh: string, path: string): number {
  for (let waits = 0; ; waits++) {
    try {
      return openSync(fresh, 'wx', 0o600)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if (waits === mostWaits) throw new Refusal(`${path} is being replaced by another process, or one died while it did.`, `Where no other runs: remove ${fresh}`)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs)
    }
  }
}
