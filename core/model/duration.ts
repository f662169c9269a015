const pattern = /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/
const unitsMs = [604_800_000, 86_400_000, 3_600_000, 60_000, 1000]

/** Milliseconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds; null where it is none (months and years have no fixed length). */
export function durationMs(text: string): number | null {
  const match = pattern.exec(text)
  if (!match || text.endsWith('P') || text.endsWith('T')) return null
  let sum = 0
  for (let i = 0; i < unitsMs.length; i++) sum += Number(match[i + 1] ?? 0) * unitsMs[i]!
  return sum
}
