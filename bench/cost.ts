/**
 * What an event costs inside the scorer, by stage, without Kafka: microseconds and bytes for a fixed load, the best of several rounds after a cold one.
 * The digest is over all bytes written: it changes only where outputs or state change. Usage: npm run bench:cost -- [events] [accounts] [rounds]
 */
import { cpus } from 'node:os'
import { timelineOf } from './cost/load.ts'
import { scoreAll, stages, type Cost } from './cost/scoring.ts'

const [events, accounts, rounds] = [Number(process.argv[2] ?? 50_000), Number(process.argv[3] ?? 5000), Number(process.argv[4] ?? 5)]
const records = timelineOf({ events, accounts, seed: 1 })
console.log(`${cpus()[0]?.model.trim()}, Node ${process.version}: ${events} events, ${accounts} accounts, ${records.length} records, batches of 2000`)

const perEvent = ({ spent }: Cost) => stages.map((stage) => spent[stage] / events)
const line = (name: string, figures: readonly number[]) =>
  console.log(`${name.padEnd(10)}${[...figures, figures.reduce((sum, x) => sum + x, 0)].map((x) => x.toFixed(2).padStart(9)).join('')}`)

console.log(`${'µs'.padEnd(10)}${[...stages, 'sum'].map((name) => name.padStart(9)).join('')}`)
const all: Cost[] = []
const cpu: number[] = []
for (let round = 0; round < rounds; round++) {
  const since = process.cpuUsage()
  all.push(await scoreAll(records))
  const { user, system } = process.cpuUsage(since)
  cpu.push((user + system) / events)
  line(round === 0 ? 'cold' : `round ${round}`, perEvent(all.at(-1)!))
}
const warm = all.slice(1).map(perEvent)
line('best', stages.map((_, i) => Math.min(...warm.map((figures) => figures[i]!))))
console.log(`CPU of all threads, digest included: cold ${cpu[0]!.toFixed(1)}, best ${Math.min(...cpu.slice(1)).toFixed(1)} µs an event`)
for (const [topic, { records: count, bytes }] of all[0]!.written) console.log(`${topic.padEnd(22)}${(count / events).toFixed(2).padStart(7)} records and ${(bytes / events).toFixed(0).padStart(5)} bytes an event`)
console.log(`digest ${all[0]!.digest.slice(0, 16)}${all.every(({ digest }) => digest === all[0]!.digest) ? '' : ', and another in a later round'}`)
