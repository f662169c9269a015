/** What is known when everything has run. */
export interface Outcome {
  readonly typeCheckFailed: boolean
  /** By its exit code: also for a file that could not be loaded, or an error outside a test. */
  readonly vitestFailed: boolean
  /** vitest's JSON report; anything else where there is none. */
  readonly report: unknown
}

/** Counts of a run and the line that says them. A failure that no test stands for (type check, a file that does not load) counts as one. */
export function tally({ typeCheckFailed, vitestFailed, report }: Outcome): { line: string; failed: number } {
  const counts = (report ?? {}) as { numPassedTests?: number; numFailedTests?: number; numPendingTests?: number; numTodoTests?: number }
  const passed = counts.numPassedTests ?? 0
  const skipped = (counts.numPendingTests ?? 0) + (counts.numTodoTests ?? 0)
  const failedTests = counts.numFailedTests ?? 0
  const outsideTests = vitestFailed && failedTests === 0 ? 1 : 0
  const failed = failedTests + outsideTests + (typeCheckFailed ? 1 : 0)
  return { line: `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`, failed }
}
