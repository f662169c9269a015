import { commandLine } from './harness/options.ts'
import { report } from './harness/report.ts'
import { runMutations } from './harness/mutations.ts'
import { runTrial } from './harness/trial.ts'

/** `npm run test:faults`: see --help. Exit code 1 where something is not as it must be. */
const say = (line: string) => console.log(line)
const options = commandLine(process.argv.slice(2))
if (options?.mutations) {
  process.exitCode = (await runMutations(options, say)) ? 0 : 1
} else if (options) {
  const trial = await runTrial(options, say)
  for (const line of report(trial)) say(line)
  process.exitCode = trial.verified.differences.total === 0 ? 0 : 1
}
// Not left to the runtime: with the reaper's handles open, its own clean-up at the end of a process has been seen to spin for ever.
process.exit()
