import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { runMaven } from '../../infra/local/maven.ts'
import { Refusal } from '../../services/shared/refusal.ts'

const run = promisify(execFile)
const tools = join(import.meta.dirname, '..', '..', '.tools')

/** The bench kit: measures from outside, and has the reference and the oracle. */
export interface Kit {
  readonly jar: string
  /** Runs a command of the kit to its end; gives its last line, which is JSON. `mayFail`: an exit code of 1 is an answer, too. */
  ask<T>(args: readonly string[], mayFail?: boolean): Promise<T>
  /** Runs a command that answers nothing; any exit code but 0 is an error. */
  run(args: readonly string[]): Promise<void>
}

/** Finds the kit and builds it where its sources are newer than what was built. Refused where there is none. */
export async function openKit(path: string, java: string, say: (line: string) => void): Promise<Kit> {
  const jar = path.endsWith('.jar') ? path : existsSync(join(path, 'pom.xml')) ? await build(path, say) : ''
  if (jar === '' || !existsSync(jar)) {
    throw new Refusal(`There is no bench kit at ${path}.`, 'Name its folder or its jar: npm run bench -- --kit PATH, or BENCH_KIT=PATH.')
  }
  async function outputOf(args: readonly string[], mayFail: boolean): Promise<string> {
    const { stdout } = await run(java, ['-XX:+UseSerialGC', '-Xmx4g', '-jar', jar, ...args], { maxBuffer: 64 * 1024 * 1024 }).catch((error: Error & { code?: number; stdout: string; stderr: string }) => {
      if (mayFail && error.code === 1 && error.stdout.trim() !== '') return error
      throw new Error(`bench kit ${args[0]} failed: ${error.stderr || error.message}`)
    })
    return stdout
  }
  return {
    jar,
    ask: async <T>(args: readonly string[], mayFail = false) => JSON.parse((await outputOf(args, mayFail)).trim().split('\n').at(-1)!) as T,
    run: async (args) => void await outputOf(args, false),
  }
}

/** Built in a copy: the sources may be read-only. Its contracts lie beside it. */
async function build(sources: string, say: (line: string) => void): Promise<string> {
  const contracts = join(dirname(sources), 'contracts')
  const hash = createHash('sha256')
  for (const file of [...filesOf(sources), ...filesOf(contracts)]) hash.update(readFileSync(file))
  const folder = join(tools, `bench-kit-${hash.digest('hex').slice(0, 10)}`)
  const jar = join(folder, 'bench', 'target', 'bench-kit.jar')
  if (existsSync(jar)) return jar
  say(`building the bench kit from ${sources} with Maven, once`)
  const partial = `${folder}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  cpSync(sources, join(partial, 'bench'), { recursive: true, filter: (from) => !from.endsWith('/target') })
  cpSync(contracts, join(partial, 'contracts'), { recursive: true })
  await run('chmod', ['-R', 'u+w', partial])
  await runMaven({ pom: join(partial, 'bench', 'pom.xml'), args: ['-q', '-DskipTests', 'package'], what: 'the bench kit', onFile: () => {} })
  renameSync(partial, folder)
  return jar
}

function filesOf(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('target')).sort()
    .map((name) => join(folder, name)).filter((file) => statSync(file).isFile())
}
