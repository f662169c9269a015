import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** What `tryLock` gives: the lock, or the process that has it. */
export type LockAttempt = { readonly kind: 'locked'; release(): void } | { readonly kind: 'held'; readonly pid: number }

/** Takes the lock file, which names the process that holds it. A lock whose process is gone is taken over. */
export function tryLock(file: string): LockAttempt {
  mkdirSync(dirname(file), { recursive: true })
  for (;;) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx' })
      return { kind: 'locked', release: () => rmSync(file, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const pid = holder(file)
    if (pid !== null && pid !== process.pid && isAlive(pid)) return { kind: 'held', pid }
    rmSync(file, { force: true })
  }
}

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function holder(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim())
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null
  } catch {
    return null
  }
}
