/**
 * Throughput, cost and memory as accounts, history, skew and the number of scorers grow: enricher and scorers from cold over full topics, on a broker of its
 * own, measured from outside by the bench kit. Usage: npm run bench:scale -- [options of npm run bench]; --events is the load of each row but the longest.
 */
import { join } from 'node:path'
import { ours } from './speed/contestant.ts'
import { askOracle, fill, throughput, type Bench, type Measured } from './speed/measure.ts'
import type { SpeedOptions } from './speed/options.ts'
import { runSession, say } from './speed/session.ts'
import { faultsOf, markdown, memoryOf } from './speed/table.ts'

interface Row {
  readonly name: string
  readonly accounts: number
  readonly events: number
  readonly scorers: number
  readonly skew: number
  /** More of one account's events lie between an event and its repeat than an account remembers ids: some repeats count as new ones, as scoring.md has it, but not as the oracle does. */
  readonly forgets?: boolean
}

const plan = ({ events, skew }: SpeedOptions): Row[] => {
  const row = { accounts: 20_000, events, scorers: 1, skew }
  return [
    { ...row, name: '10,000 accounts', accounts: 10_000 },
    { ...row, name: '100,000 accounts', accounts: 100_000 },
    { ...row, name: '1,000,000 accounts', accounts: 1_000_000 },
    { ...row, name: `${(5 * events).toLocaleString('en')} events`, events: 5 * events },
    // By Zipf's law the first of them takes 28 % of the events.
    { ...row, name: '20 accounts, one takes 28 %', accounts: 20, skew: 0.99, forgets: true },
    { ...row, name: '1 scorer' },
    { ...row, name: '2 scorers', scorers: 2 },
    { ...row, name: '4 scorers', scorers: 4 },
  ]
}

/** The oracle holds every event of every account: these are only counted. */
const isTooLarge = ({ accounts, events }: Row) => accounts + events > 500_000

const wrongOf = (row: Row, run: Measured) => (row.forgets ? [] : faultsOf(run, isTooLarge(row)))

async function measure({ options, ...stand }: Bench, row: Row, deployment: string): Promise<Measured> {
  const bench = { ...stand, options: { ...options, accounts: row.accounts, skew: row.skew, scorers: row.scorers } }
  const filled = await fill(bench, deployment, row.events, null)
  if (!isTooLarge(row)) await askOracle(bench, deployment)
  return throughput(bench, ours(bench.stage, bench.options), deployment, 1, filled)
}

/** Microseconds of CPU an input record, CRM's included. */
function costs({ accounts, events }: Row, { watched: { processes, interactions } }: Measured): Record<string, number> {
  const perInput = ({ cpuSecondsPer100k }: { cpuSecondsPer100k: number }) => (cpuSecondsPer100k * 10 * interactions) / (accounts + events)
  return Object.fromEntries(Object.entries(processes).map(([name, process]) => [name, perInput(process)]))
}

function cells(row: Row, run: Measured): string[] {
  const { enricher, broker, ...scorers } = costs(row, run)
  const each = Object.values(scorers)
  return [
    row.name, String(run.watched.perSecond), String(run.watched.perSecondSecondHalf), enricher!.toFixed(1), each.reduce((sum, cost) => sum + cost, 0).toFixed(1),
    each.length > 1 ? each.map((cost) => cost.toFixed(1)).join(' ') : '', broker!.toFixed(1), String(memoryOf(run)), run.restoreSeconds!.toFixed(1), run.loadBefore.toFixed(1),
    wrongOf(row, run).join('; ') || (row.forgets ? 'forgets' : isTooLarge(row) ? 'counted' : '0'),
  ]
}

const titles = ['row', 'results/s', '2nd half/s', 'enricher µs', 'scorers µs', 'each', 'broker µs', 'MB peak', 'restore s', 'load', 'wrong']

await runSession({
  defaults: ['--out', join(import.meta.dirname, 'results', 'latest-scale.json')],
  deployments: (options) => plan(options).map((_, i) => `scale${i}`),
  async measure(bench) {
    const runs: { row: Row; run: Measured }[] = []
    for (const [i, row] of plan(bench.options).entries()) {
      runs.push({ row, run: await measure(bench, row, `scale${i}`) })
      say(cells(row, runs.at(-1)!.run).join(' | '))
    }
    say(`\n${markdown([titles, ...runs.map(({ row, run }) => cells(row, run))], 1)}`)
    return { figures: { runs }, wrong: runs.some(({ row, run }) => wrongOf(row, run).length > 0) }
  },
})
