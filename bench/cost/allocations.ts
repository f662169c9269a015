/**
 * Bytes that the scorer allocates for an event, by stage, as JSON: the same on every machine, since nothing is compiled and nothing is collected meanwhile.
 * Usage: node --expose-gc --no-opt --no-maglev --no-sparkplug --min-semi-space-size=256 --max-semi-space-size=256 bench/cost/allocations.ts
 */
import { timelineOf } from './load.ts'
import { scoreAll } from './scoring.ts'

const load = { events: 4000, accounts: 400, seed: 7 }
const records = timelineOf(load)
// Once before: what is made at the first use of a type or a text is no cost of an event.
await scoreAll(records, 1000)
global.gc!()
const { spent: bytes, written } = await scoreAll(records, 1000, () => process.memoryUsage().heapUsed)
const perEvent = (sum: number) => Math.round(sum / load.events)
console.log(JSON.stringify({
  allocated: Object.fromEntries(Object.entries(bytes).map(([stage, sum]) => [stage, perEvent(sum)])),
  written: Object.fromEntries([...written].map(([topic, tally]) => [topic.slice('bench.'.length), perEvent(tally.bytes)])),
}))
