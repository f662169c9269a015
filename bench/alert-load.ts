/**
 * How many alerts the demo company brings its people: per 1,000 accounts and day by kind, and how many each person is paged.
 * Usage: npm run bench:alerts -- [seed] [days]. A function of both: no Kafka, no clock; the last `days` of the demo's 90 are counted.
 */
import { contractType } from '../services/shared/avro/published.ts'
import { demoTimeline, demoWorld } from '../test/helpers/demo-timeline.ts'
import { day, score } from '../test/helpers/timeline.ts'
import type { AlertEvent } from '../schemas/types.ts'

const seed = Number(process.argv[2] ?? 1)
const days = Number(process.argv[3] ?? 30)
const today = Date.UTC(2026, 10, 21)
const world = demoWorld(seed, today)
const { entries } = demoTimeline(world, today)
const { alerts } = score(entries)
const counted = alerts.filter(({ at }) => at >= today - days * day && at < today)
const pages = (some: readonly AlertEvent[]) => some.reduce((sum, { notify }) => sum + notify.length, 0)
const perDay = (count: number) => ((count * 1000) / world.accounts.length / days).toFixed(2).padStart(8)

console.log(`seed ${seed}: ${world.accounts.length} accounts, ${entries.length} records; the last ${days} days: ${counted.length} steps, ${counted.reduce((sum, a) => sum + contractType('alert').toBuffer(a).length, 0)} bytes`)
console.log('\nper 1,000 accounts and day\nkind            opened   pages  of these escalations   people paged (distinct)')
for (const [kind, steps] of [...Map.groupBy(counted, (a) => a.kind)].sort(([a], [b]) => (a < b ? -1 : 1))) row(kind, steps)
row('all', counted)

function row(kind: string, steps: readonly AlertEvent[]): void {
  const opened = steps.filter(({ status }) => status === 'OPENED')
  const escalated = steps.filter(({ status }) => status === 'ESCALATED')
  console.log(`${kind.padEnd(14)}${perDay(opened.length)}${perDay(pages(steps))}  ${perDay(pages(escalated)).padStart(20)}   ${new Set(steps.flatMap(({ notify }) => notify)).size}`)
}

const byPerson = [...Map.groupBy(counted.flatMap(({ notify }) => notify), (person) => person)].map(([person, each]) => [person, each.length / days] as const)
byPerson.sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
const mean = byPerson.reduce((sum, [, each]) => sum + each, 0) / byPerson.length
console.log(`\npages a person and day, when nobody acknowledges anything: ${byPerson.length} people, mean ${mean.toFixed(1)}`)
for (const [person, each] of byPerson) console.log(`${person.padEnd(22)}${each.toFixed(2).padStart(8)}`)
