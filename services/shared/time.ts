const written = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/**
 * Whether a text is a time as the api takes it: RFC 3339 with seconds and Z or an offset of hours and minutes, no leap second, and a day that there is. The validator's own format takes
 * more than Date.parse can read.
 */
export function isTime(text: string): boolean {
  const [, year, month, day] = written.exec(text) ?? []
  return year !== undefined && !Number.isNaN(Date.parse(text)) && new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDate() === Number(day)
}

const iso = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d(?:\.\d+)?)?(?:Z|([+-]\d\d)(?::?(\d\d))?)$/i
/** Of fewer digits, a text may as well be a date or epoch seconds; of 13 it is a time from 2001 to 2286. */
const epochMs = /^\d{13}$/

/**
 * Epoch ms of a time as other systems write it: ISO 8601 with Z or an offset, which may leave out seconds, and of the offset its colon or minutes; or epoch milliseconds as text, as a file has
 * them. Null: it is none, such as a time without a zone, which would be another moment on each machine, or a day that there is not.
 */
export function momentOf(text: string): number | null {
  if (epochMs.test(text)) return Number(text)
  const [, day, minute, seconds = ':00', hours, minutes = '00'] = iso.exec(text) ?? []
  if (day === undefined) return null
  const full = `${day}T${minute}${seconds}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`
  return isTime(full) ? Date.parse(full) : null
}
