import { expect, test } from 'vitest'
import { failuresInARow, restartDelay, restartPolicy } from '../../../infra/local/restart-policy.ts'

const { firstDelayMs, longestDelayMs, steadyAfterMs } = restartPolicy

test('each failure in a row waits twice as long, up to a bound', () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 8, 20].map((failures) => restartDelay(restartPolicy, failures, 0))
  expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
})

test('jitter takes off at most a half, never all, so that nothing restarts in a tight loop', () => {
  for (const random of [0, 0.25, 0.5, 0.999]) {
    expect(restartDelay(restartPolicy, 1, random)).toBeGreaterThanOrEqual(firstDelayMs / 2)
    expect(restartDelay(restartPolicy, 30, random)).toBeGreaterThanOrEqual(longestDelayMs / 2)
    expect(restartDelay(restartPolicy, 30, random)).toBeLessThanOrEqual(longestDelayMs)
  }
})

test('a process that stayed up for a while starts counting anew', () => {
  expect(failuresInARow(restartPolicy, 7, steadyAfterMs)).toBe(1)
  expect(failuresInARow(restartPolicy, 7, steadyAfterMs - 1)).toBe(8)
})
