import { processField } from './process-table.ts'

const parentOf = 4

/** npm runs scripts through a shell; where npm is killed outright, no signal comes, but the shell gets another parent (or we do). */
export function stopWhenOrphaned(stopping: AbortController): void {
  const family = () => `${process.ppid} ${processField(process.ppid, parentOf)}`
  const before = family()
  const timer = setInterval(() => {
    if (family() !== before) stopping.abort()
  }, 500)
  timer.unref()
}
