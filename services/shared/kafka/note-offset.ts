/** Notes a position for dashboards: what was noted last is sent, at most once in `everyMs`. Its failures mean nothing. */
export function noteOffset(commit: (next: number) => Promise<void>, everyMs: number): (next: number) => Promise<void> {
  let latest = 0
  let timer: NodeJS.Timeout | null = null
  let sentAt = -Infinity
  const send = async () => {
    timer = null
    sentAt = performance.now()
    await commit(latest).catch(() => {})
  }
  return async (next) => {
    latest = next
    const wait = sentAt + everyMs - performance.now()
    if (wait <= 0 && timer === null) await send()
    else timer ??= setTimeout(() => void send(), Math.max(0, wait)).unref()
  }
}
