import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findJava } from '../../infra/local/java.ts'
import { Refusal } from '../../services/shared/refusal.ts'
import { conditions } from './conditions.ts'
import { openKit } from './kit.ts'
import type { Bench } from './measure.ts'
import { commandLine, type SpeedOptions } from './options.ts'
import { openStage } from './stage.ts'

export const say = (line: string): void => console.log(line)

/** A benchmark on a broker of its own, with the bench kit. */
export interface Session {
  /** What holds where the command line does not say otherwise. */
  readonly defaults: readonly string[]
  /** Deployments that are set up before it begins. */
  deployments(options: SpeedOptions): readonly string[]
  /** Gives what goes into the JSON file beside the conditions, and whether results were wrong. */
  measure(bench: Bench): Promise<{ readonly figures: object; readonly wrong: boolean }>
}

/** Runs it by the command line, and ends the process: with 1 where results were wrong, or where something is missing that a person has to see to. */
export async function runSession(session: Session): Promise<never> {
  const options = commandLine([...session.defaults, ...process.argv.slice(2)], process.env)
  if (options) {
    await onStage(options, session).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error
      say(`${error.message}\n${error.remedy}`)
      process.exitCode = 1
    })
  }
  // Not left to the runtime: with the reaper's handles open, its own clean-up at the end of a process has been seen to spin for ever.
  process.exit()
}

async function onStage(options: SpeedOptions, { deployments, measure }: Session): Promise<void> {
  const java = await findJava(process.env)
  const kit = await openKit(options.kit, java.command, say)
  const folder = mkdtempSync(join(tmpdir(), 'cx-speed-'))
  const stage = await openStage(folder, java.command, deployments(options), say, options.compression)
  try {
    const facts = { ...conditions(options, java.version), load: loadavg()[0]! }
    say(JSON.stringify(facts))
    const { figures, wrong } = await measure({ stage, kit, options })
    mkdirSync(dirname(options.out), { recursive: true })
    writeFileSync(options.out, `${JSON.stringify({ conditions: facts, ...figures }, null, 1)}\n`)
    if (wrong) process.exitCode = 1
  } finally {
    await stage.stop()
    if (options.keep) say(`kept: ${folder}`)
    else rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
