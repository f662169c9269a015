import type { Mapping } from '../../shared/intake/mapping.ts'
import { faultList, Refusal } from '../../shared/refusal.ts'

/** Whether a file has the columns that a mapping reads, each once; of several that stand in for each other one is enough. Throws a Refusal. */
export function checkHeading(file: string, heading: readonly string[], { when = [], fields }: Mapping): void {
  const read = [...Object.entries(fields).flatMap(([field, rule]) => ('from' in rule ? [{ by: field, columns: [rule.from].flat() as readonly string[] }] : [])), ...when.map(({ from }) => ({ by: 'when', columns: [from] }))]
  const missing = read.filter(({ columns }) => !columns.some((each) => heading.includes(each))).map(({ by, columns }) => `there is no column ${columns.join(' or ')}, from which ${by} is read`)
  const used = new Set(read.flatMap(({ columns }) => columns))
  const twice = [...used].filter((each) => heading.indexOf(each) !== heading.lastIndexOf(each)).map((each) => `the column ${each} is there more than once`)
  const faults = [...missing, ...twice]
  if (faults.length > 0) throw new Refusal(faultList(`${file} does not fit the mapping`, faults), `Its columns are ${heading.filter(Boolean).join(', ')}. Mend the mapping or the heading, or give the --delimiter; nothing was imported.`, 2)
}
