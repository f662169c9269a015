const written = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/**
 * Whether a text is a time as the api takes it: RFC 3339 with seconds and Z or an offset of hours and minutes, no leap second, and a day that there is. The validator's own format takes
 * more than Date.parse can read.
 */
export function isTime(text: string): boolean {
  const [, year, month, day] = written.exec(text) ?? []
  return year !== undefined && !Number.isNaN(Date.parse(text)) && new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDate() === Number(day)
}
