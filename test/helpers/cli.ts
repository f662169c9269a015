import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

export interface CliRun {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const main = join(import.meta.dirname, '../../services/cli/main.ts')

/** Runs `cx` with these arguments and variables to its end, which `onStart` may bring about; never fails itself. Nobody is at the terminal. */
export function runCli(args: readonly string[], env: Readonly<Record<string, string>> = {}, onStart?: (process: ChildProcess) => void): Promise<CliRun> {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  onStart?.(child)
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (data: Buffer) => { said.stdout += data.toString() })
  child.stderr.on('data', (data: Buffer) => { said.stderr += data.toString() })
  return new Promise((resolve, reject) => child.once('error', reject).once('close', (code) => resolve({ code, ...said })))
}
