import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { isAlive, processField } from './process-table.ts'

/** What `tryLock` gives: the lock, or the process that has it. */
export type LockAttempt = { readonly kind: 'locked'; release(): void } | { readonly kind: 'held'; readonly pid: number }

/** Takes the lock file, which names the process that holds it. A lock whose process is gone is taken over. */
export function tryLock(file: string): LockAttempt {
  mkdirSync(dirname(file), { recursive: true })
  for (;;) {
    try {
      writeFileSync(file, `${process.pid} ${startOf(process.pid)}\n`, { flag: 'wx' })
      return { kind: 'locked', release: () => rmSync(file, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const pid = holder(file)
    if (pid !== null) return { kind: 'held', pid }
    rmSync(file, { force: true })
  }
}

/** The living process that wrote the file; null where it has ended, also when its id now belongs to another one. */
function holder(file: string): number | null {
  const [pid = 0, start = ''] = read(file).trim().split(' ')
  return Number(pid) > 0 && isAlive(Number(pid)) && startOf(Number(pid)) === start ? Number(pid) : null
}

/** When the process was started, in the kernel's clock ticks; `-` where the system does not say. */
const startOf = (pid: number): string => processField(pid, 22)

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // Gone, or not ours to read: then it names nobody.
  }
}
