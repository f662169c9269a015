import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tally } from './helpers/tally.ts'

/** `npm test`: the type checks, of the console apart since it is for a browser, then all tests. The last line is plain: `N passed, N failed`. Arguments go to vitest (`-- --project unit`). */
const root = join(import.meta.dirname, '..')
const modules = join(root, 'node_modules')

/** Runs a script of a package with this Node to its end; gives its exit code. Signals that we get are passed on. */
async function run(script: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [join(modules, script), ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  const pass = (signal: NodeJS.Signals) => child.kill(signal)
  process.on('SIGINT', pass).on('SIGTERM', pass)
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  process.off('SIGINT', pass).off('SIGTERM', pass)
  return code ?? 1
}

function report(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null // vitest did not get as far as writing one; its exit code says so too.
  }
}

const folder = mkdtempSync(join(tmpdir(), 'cx-test-'))
const json = join(folder, 'report.json')
const typeChecks = [await run('typescript/bin/tsc', ['--noEmit']), await run('typescript/bin/tsc', ['--noEmit', '-p', 'services/console'])]
const vitest = await run('vitest/vitest.mjs', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${json}`, ...process.argv.slice(2)])
const { line, failed } = tally({ typeCheckFailed: typeChecks.some((code) => code !== 0), vitestFailed: vitest !== 0, report: report(json) })
rmSync(folder, { recursive: true, force: true })
console.log(line)
process.exitCode = failed > 0 ? 1 : 0
