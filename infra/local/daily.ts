const day = 24 * 60 * 60 * 1000

/** Does something every 24 hours until the signal; errors are given to `onError`, and it is tried again the next day. */
export function daily(action: () => Promise<void>, onError: (error: unknown) => void, signal: AbortSignal): void {
  const timer = setInterval(() => void action().catch(onError), day)
  timer.unref()
  signal.addEventListener('abort', () => clearInterval(timer))
}
