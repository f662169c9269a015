import { readFileSync } from 'node:fs'

const stateField = 3

/** Whether a process with this id runs. One that has ended and that nobody has asked about (a zombie) does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return processField(pid, stateField) !== 'Z'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** A field of /proc/<pid>/stat by its number in proc(5), from 3 on; `-` where the system or the process has none. */
export function processField(pid: number, field: number): string {
  try {
    // The second field, the name in brackets, may hold blanks and brackets itself.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[field - 3] ?? '-'
  } catch {
    return '-'
  }
}
