/**
 * Bytes that enricher and scorer allocate for an event, by stage, as JSON, and whether it costs more behind a long history: the same on every machine, since nothing is compiled and nothing is collected meanwhile.
 * Usage: node --expose-gc --no-opt --no-maglev --no-sparkplug --min-semi-space-size=256 --max-semi-space-size=256 bench/cost/allocations.ts
 */
import { enrichAll, touchPointsOf } from './enriching.ts'
import { timelineOf } from './load.ts'
import { scoreAll } from './scoring.ts'

const load = { events: 4000, accounts: 400, seed: 7 }
const records = timelineOf(load)
// Once before: what is made at the first use of a type or a text is no cost of an event.
await scoreAll(records, 1000)
global.gc!()
const heapUsed = () => process.memoryUsage().heapUsed
const { spent: bytes, written } = await scoreAll(records, 1000, heapUsed)
global.gc!()
const sets = await touchPointsOf(load.events, load.accounts)
await enrichAll(sets, heapUsed)
global.gc!()
const enriching = await enrichAll(sets, heapUsed)
const sumOf = (spent: Readonly<Record<string, number>>) => Object.values(spent).reduce((sum, x) => sum + x, 0)
const perEvent = (sum: number) => Math.round(sum / load.events)
/** What an account's 801st to 1,000th event cost, to the two hundred before: by then all that is kept of its past has its full size. */
async function laterToEarlier(): Promise<number> {
  const costs: number[] = []
  for (const events of [3000, 4000, 5000]) {
    const timeline = timelineOf({ ...load, accounts: 5, events })
    global.gc!()
    costs.push(sumOf((await scoreAll(timeline, 1000, heapUsed)).spent))
  }
  return (costs[2]! - costs[1]!) / (costs[1]! - costs[0]!)
}
console.log(JSON.stringify({
  allocated: Object.fromEntries(Object.entries({ ...enriching, ...bytes }).map(([stage, sum]) => [stage, perEvent(sum)])),
  laterToEarlier: await laterToEarlier(),
  written: Object.fromEntries([...written].map(([topic, tally]) => [topic.slice('bench.'.length), perEvent(tally.bytes)])),
}))
