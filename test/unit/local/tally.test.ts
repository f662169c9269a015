import { expect, test } from 'vitest'
import { tally } from '../../helpers/tally.ts'

const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }

test('a clean run has two figures', () => {
  expect(tally({ typeCheckFailed: false, vitestFailed: false, report })).toEqual({ line: '3 passed, 0 failed', failed: 0 })
})

test('skipped tests are said', () => {
  expect(tally({ typeCheckFailed: false, vitestFailed: false, report: { ...report, numPendingTests: 2 } }).line).toBe('3 passed, 0 failed, 2 skipped')
})

test('failed types, a file that does not load, and a run without a report never look clean', () => {
  expect(tally({ typeCheckFailed: true, vitestFailed: false, report }).line).toBe('3 passed, 1 failed')
  expect(tally({ typeCheckFailed: false, vitestFailed: true, report }).line).toBe('3 passed, 1 failed')
  expect(tally({ typeCheckFailed: false, vitestFailed: true, report: null }).line).toBe('0 passed, 1 failed')
})

test('failed tests are counted once', () => {
  expect(tally({ typeCheckFailed: false, vitestFailed: true, report: { ...report, numFailedTests: 2 } })).toEqual({ line: '3 passed, 2 failed', failed: 2 })
})
