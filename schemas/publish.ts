import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { incompatibilities, sameVersion } from './compatibility.ts'
import { contractNames, currentSchema, publishedSchema, publishedVersions } from './contracts.ts'
import type { ContractName } from './contracts.ts'

/** Every reason why the current schema must not follow one of the published versions (BACKWARD_TRANSITIVE, and no field removed or retyped). */
export function faultsOf(name: ContractName): string[] {
  const current = currentSchema(name)
  return publishedVersions(name).flatMap((version) =>
    incompatibilities(current, publishedSchema(name, version)).map((fault) => `${name}, against version ${version}: ${fault}`))
}

/** Writes the current schema as the next published version where it differs from the last; gives its number, null where nothing changed. */
function publish(name: ContractName): number | null {
  const folder = new URL(`published/${name}/`, import.meta.url)
  mkdirSync(folder, { recursive: true })
  const last = publishedVersions(name).at(-1) ?? 0
  if (last > 0 && sameVersion(currentSchema(name), publishedSchema(name, last))) return null
  writeFileSync(new URL(`${last + 1}.avsc`, folder), readFileSync(new URL(`${name}.avsc`, import.meta.url)))
  return last + 1
}

/** Publishes every contract that changed, or none where one of them is not compatible. Gives the exit code. */
function main(): number {
  for (const name of contractNames) mkdirSync(new URL(`published/${name}/`, import.meta.url), { recursive: true })
  const faults = contractNames.flatMap(faultsOf)
  if (faults.length > 0) {
    console.error(['Not compatible; nothing was published:', ...faults.map((fault) => `  ${fault}`),
      'Add optional fields with a default; never rename, retype or remove one.'].join('\n'))
    return 1
  }
  for (const name of contractNames) {
    const version = publish(name)
    if (version !== null) console.log(`published ${name} version ${version}; now run \`npm run generate\``)
  }
  return 0
}

if (import.meta.main) process.exitCode = main()
