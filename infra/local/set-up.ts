import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Refusal } from '../../services/shared/refusal.ts'
import { readable, endIn } from './explain.ts'
import { leash } from './reaper.ts'

export interface SetUp {
  readonly env: NodeJS.ProcessEnv
  readonly logFile: string
  /** Only what has to be repeated daily: the copy of the settings to every partition. */
  readonly settingsOnly?: boolean
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** Runs the set-up job to its end; what it says is passed on and logged. Refused with its own words when it fails. */
export async function runSetUp({ env, logFile, settingsOnly = false, say, signal }: SetUp): Promise<void> {
  const script = join(import.meta.dirname, '..', '..', 'services', 'setup', 'main.ts')
  const job = spawn(process.execPath, [script, ...(settingsOnly ? ['--settings-only'] : [])], { env, signal, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  leash(job)
  // A full disk costs log lines, not the set-up.
  const log = createWriteStream(logFile, { flags: 'a' }).on('error', () => {})
  const lines: string[] = []
  const take = (line: string, shown: boolean) => {
    lines.push(line)
    log.write(`${line}\n`)
    if (shown) say(readable(line))
  }
  createInterface({ input: job.stdout }).on('line', (line) => take(line, true))
  createInterface({ input: job.stderr }).on('line', (line) => take(line, false))
  const code = await new Promise<number | null>((resolve, reject) => job.once('error', reject).once('close', resolve))
  log.end()
  if (code !== 0) throw new Refusal(`The set-up failed: ${endIn(lines.join('\n'))}`, `Its log is ${logFile}.`)
}
