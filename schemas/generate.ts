import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { generateAsyncApi } from './asyncapi.ts'
import { sameVersion } from './compatibility.ts'
import { contractNames, currentSchema, publishedSchema, publishedVersions, timelineSchema } from './contracts.ts'
import type { ContractName } from './contracts.ts'
import { TypeEmitter } from './emit-types.ts'

const header = `/**
 * Generated from schemas/*.avsc and schemas/internal/timeline.avsc by \`npm run generate\`; do not edit.
 * The shapes are those that avsc reads and writes: null unions unwrapped, times in epoch milliseconds, bytes a Buffer.
 */
`

/** The text of schemas/types.ts as the schemas stand now. */
export function generateTypes(): string {
  const emitter = new TypeEmitter()
  const records = contractNames.map((name) => `  '${name}': ${emitter.record(currentSchema(name))}\n`)
  emitter.record(timelineSchema())
  const index = `/** The value type of each contract. */\nexport interface Contracts {\n${records.join('')}}\n`
  return `${header}\n${emitter.text()}\n${index}`
}

/** The contracts that differ from their last published version: their records would have no version number to go by. */
export const unpublished = (): ContractName[] => contractNames.filter((name) => {
  const last = publishedVersions(name).at(-1)
  return last === undefined || !sameVersion(currentSchema(name), publishedSchema(name, last))
})

/** What is generated, by file of this folder. */
const generated: Readonly<Record<string, () => string>> = { 'types.ts': generateTypes, 'asyncapi.yaml': generateAsyncApi }

/** Writes the generated files, or with `--check` only says whether they are up to date. Gives the exit code. */
function main(check: boolean): number {
  const changed = unpublished()
  if (changed.length > 0) {
    console.error(`Not published: ${changed.join(', ')}. Run \`npm run schemas:publish\`, which writes the next version after checking that it is compatible.`)
    return 1
  }
  return Math.max(...Object.entries(generated).map(([file, generate]) => write(file, generate(), check)))
}

function write(file: string, text: string, check: boolean): number {
  const path = fileURLToPath(new URL(file, import.meta.url))
  if (existsSync(path) && readFileSync(path, 'utf8') === text) {
    console.log(`schemas/${file} is up to date`)
    return 0
  }
  if (check) {
    console.error(`schemas/${file} is not what schemas and topology say. Run \`npm run generate\` and commit the result.`)
    return 1
  }
  writeFileSync(path, text)
  console.log(`schemas/${file} written`)
  return 0
}

if (import.meta.main) process.exitCode = main(process.argv.includes('--check'))
