/** What answers of a sample say about all: the value, and where it lies with 95 % confidence; null where there are too few answers to say. */
export interface Estimate {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/** As in the views of infra/clickhouse/migrations/0011. */
const z = 1.96
/** Below it, the spread of so few answers says little about the spread of all. */
const fewestForMean = 5
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

/** Net promoter score of `n` ≥ 1 answers, −100 to 100. Interval: adjusted Wald with three more answers (¾ promoter, ¾ detractor), which holds for few answers and for unanimous ones. */
export function netPromoterScore(n: number, promoters: number, detractors: number): Estimate {
  const [p, d] = [(promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)]
  const half = z * Math.sqrt((p + d - (p - d) ** 2) / (n + 3))
  return { value: (100 * (promoters - detractors)) / n, low: clamp(100 * (p - d - half), -100, 100), high: clamp(100 * (p - d + half), -100, 100) }
}

/** A share in percent: `hits` of `n` ≥ 1. Wilson's interval. */
export function shareOf(n: number, hits: number): Estimate {
  const share = hits / n
  const middle = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n)
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2))
  return { value: 100 * share, low: clamp(100 * (middle - half), 0, 100), high: clamp(100 * (middle + half), 0, 100) }
}

/** A mean of `n` ≥ 1 values of 0 to 100, from their sum and their sum of squares. Student's interval. */
export function meanOf(n: number, sum: number, squares: number): Estimate {
  const value = sum / n
  if (n < fewestForMean) return { value, low: null, high: null }
  // Rounding can bring the variance of equal values below zero.
  const half = student(n - 1) * Math.sqrt(Math.max(0, (squares - n * value ** 2) / (n - 1)) / n)
  return { value, low: clamp(value - half, 0, 100), high: clamp(value + half, 0, 100) }
}

const normal = 1.959964
/** The 97.5 % quantile of Student's t, from the normal one: Cornish–Fisher; within 1 % from four degrees of freedom on. */
const student = (freedom: number): number => normal + (normal ** 3 + normal) / (4 * freedom) + (5 * normal ** 5 + 16 * normal ** 3 + 3 * normal) / (96 * freedom ** 2)
