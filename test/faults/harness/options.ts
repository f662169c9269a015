import { parseArgs } from 'node:util'
import type { FaultKind } from './faults.ts'

/** One run. */
export interface TrialOptions {
  readonly seed: number
  /** Messages published, about. */
  readonly events: number
  readonly faults: number
  /** Kinds of faults, each in turn, shuffled by the seed; default: all. */
  readonly deck?: readonly FaultKind[]
  /** No new fault after so long; the rest of the stream is still published. */
  readonly minutes: number
  readonly clock: 'log' | 'wall'
  /** Scorers that run when nothing is scaled. */
  readonly scorers: number
  /** Data and logs are left behind. */
  readonly keep: boolean
  /** Where services/ lies, when not here: a patched copy. */
  readonly root?: string
}

export const defaults: TrialOptions = { seed: 1, events: 20_000, faults: 12, minutes: 240, clock: 'log', scorers: 2, keep: false }

const help = `Runs the whole system on parts of its own, does things to it, and compares what came out with what the contracts say.

  npm run test:faults -- [options]

  --seed N       of the stream and the schedule; default 1. The same seed gives the same stream and the same faults
  --events N     messages published; default 20000
  --faults N     faults; default 12
  --minutes N    no new fault after so many minutes; default 240
  --clock C      log or wall; default log
  --root FOLDER  runs the services of another copy of this repository
  --keep         leaves data and logs behind, and says where
  --mutations    instead: breaks the system on purpose, in copies, and shows that each break is found
  --only TEXT    of the mutations those whose name contains the text
`

export interface CommandLine extends TrialOptions {
  readonly mutations: boolean
  readonly only: string
}

/** Reads the command line. Null where help was asked for, which is then printed. */
export function commandLine(args: readonly string[]): CommandLine | null {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: text, events: text, faults: text, minutes: text, clock: text, only: text, root: text,
      keep: { type: 'boolean' }, mutations: { type: 'boolean' }, help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return null
  }
  const number = (name: 'seed' | 'events' | 'faults' | 'minutes') => {
    const value = values[name] === undefined ? defaults[name] : Number(values[name])
    if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} must be a whole number, not ${values[name]}`)
    return value
  }
  const clock = values.clock ?? defaults.clock
  if (clock !== 'log' && clock !== 'wall') throw new Error(`--clock must be log or wall, not ${clock}`)
  return {
    ...defaults, seed: number('seed'), events: number('events'), faults: number('faults'), minutes: number('minutes'), clock,
    keep: values.keep ?? false, ...(values.root === undefined ? {} : { root: values.root }),
    mutations: values.mutations ?? false, only: values.only ?? '',
  }
}
