import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { localConfig } from './config.ts'
import { kept } from './data-folder.ts'
import { tryLock } from './lock.ts'

/** `npm run reset`: clears all data of a local run, after asking; `--yes` does not ask. Downloads in .tools stay. */
const { values } = parseArgs({ options: { yes: { type: 'boolean', short: 'y', default: false } } })
const { dataDir } = localConfig(process.env)

async function confirmed(): Promise<boolean> {
  if (values.yes) return true
  if (!process.stdin.isTTY) {
    console.error(`Nothing was cleared: there is no terminal to ask on. To clear ${dataDir} without a question: npm run reset -- --yes`)
    return false
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`Clear all local data in ${dataDir} (topics, schemas, tables, logs)? [y/N] `)
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}

if (!existsSync(dataDir)) {
  console.log(`There is nothing to clear: ${dataDir} does not exist.`)
} else {
  const lock = tryLock(join(dataDir, 'lock'))
  if (lock.kind === 'held') {
    console.error(`The system runs on ${dataDir} (process ${lock.pid}). Stop it first: kill ${lock.pid}`)
    process.exitCode = 1
  } else if (await confirmed()) {
    // Only what a run puts there: CX_DATA_DIR may name a folder that holds other things, too.
    for (const name of kept) rmSync(join(dataDir, name), { recursive: true, force: true })
    lock.release()
    console.log(`${dataDir} is cleared; the next npm start begins anew. Downloads are kept.`)
  } else {
    lock.release()
    process.exitCode = 1
  }
}
