import type { ContestantName } from './contestant.ts'
import { parseArgs } from 'node:util'
import { join } from 'node:path'

/** One comparison. */
export interface SpeedOptions {
  /** Folder of the bench kit's sources, or its jar. */
  readonly kit: string
  /** Touch points and surveys of a throughput run. */
  readonly events: number
  readonly accounts: number
  readonly seed: number
  /** Exponent of Zipf's law over the accounts. */
  readonly skew: number
  /** Each round measures every contestant once at full speed and at each rate, in turn, every second round in the opposite order. */
  readonly rounds: number
  /** Events a second of the latency runs; empty: none. */
  readonly rates: readonly number[]
  readonly secondsPerRate: number
  /** Of each latency run, how many seconds at its beginning do not count. */
  readonly skipSeconds: number
  readonly contestants: readonly ContestantName[]
  readonly scorers: number
  /** What the broker does with our topics: Kafka's `compression.type`; `producer` leaves them as they are sent, which is without compression. */
  readonly compression: string
  /** Where the JSON goes. */
  readonly out: string
  /** More options for Node in the services, e.g. `--cpu-prof`. */
  readonly nodeOptions: string
  /** Data and logs are left behind. */
  readonly keep: boolean
}

const root = join(import.meta.dirname, '..', '..')

const help = `Runs the reference (Kafka Streams, from the bench kit) and ours in turn on a fresh broker, and compares speed, cost and results.

  npm run bench -- [options]

  --kit PATH        the bench kit: its sources, which Maven builds, or its jar; default $BENCH_KIT, else ../shared/bench
  --events N        touch points and surveys of a throughput run; default 200000
  --accounts N      default 20000
  --seed N          of the load; default 1
  --skew X          exponent of Zipf's law over the accounts, below 1; default 0.6
  --rounds N        default 2
  --rates A,B       events a second of the latency runs; default 500,2000,5000; "none": no latency runs
  --seconds N       of each latency run; default 60
  --skip N          of them, how many do not count at the beginning; default 20
  --only A,B        of reference, small (the reference on a thrifty Java machine) and ours; default all; small has no latency runs
  --scorers N       of ours; default 1
  --compression T   of our topics, by the broker: producer (none), lz4, zstd, gzip, snappy; default producer
  --out FILE        the figures as JSON; default bench/results/latest.json
  --node-options O  more options for Node in our services
  --keep            leaves data and logs behind, and says where
`

const all: readonly ContestantName[] = ['reference', 'small', 'ours']

/** Reads the command line. Null where help was asked for, which is then printed. */
export function commandLine(args: readonly string[], env: NodeJS.ProcessEnv): SpeedOptions | null {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      kit: text, events: text, accounts: text, seed: text, skew: text, rounds: text, rates: text, seconds: text, skip: text, compression: text, only: text, scorers: text, out: text,
      'node-options': text, keep: { type: 'boolean' }, help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return null
  }
  const number = (name: string, value: string | undefined, standard: number): number => {
    const given = value === undefined ? standard : Number(value)
    if (!(given >= 0)) throw new Error(`--${name} must be a number, not ${value}`)
    return given
  }
  const contestants = (values.only ?? all.join()).split(',') as ContestantName[]
  const unknown = contestants.find((name) => !all.includes(name))
  if (unknown !== undefined) throw new Error(`--only takes ${all.join(', ')}, not ${unknown}`)
  return {
    kit: values.kit ?? (env['BENCH_KIT'] || join(root, '..', 'shared', 'bench')),
    events: number('events', values.events, 200_000), accounts: number('accounts', values.accounts, 20_000), seed: number('seed', values.seed, 1),
    skew: number('skew', values.skew, 0.6), rounds: number('rounds', values.rounds, 2),
    rates: values.rates === 'none' ? [] : (values.rates ?? '500,2000,5000').split(',').map((rate) => number('rates', rate, 0)),
    secondsPerRate: number('seconds', values.seconds, 60), skipSeconds: number('skip', values.skip, 20), compression: values.compression ?? 'producer', contestants,
    scorers: number('scorers', values.scorers, 1), out: values.out ?? join(root, 'bench', 'results', 'latest.json'),
    nodeOptions: values['node-options'] ?? '', keep: values.keep ?? false,
  }
}
