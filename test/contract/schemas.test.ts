import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { incompatibilities } from '../../schemas/compatibility.ts'
import { contractNames, publishedSchema, publishedVersions } from '../../schemas/contracts.ts'
import { generateTypes, unpublished } from '../../schemas/generate.ts'
import { faultsOf } from '../../schemas/publish.ts'
import { contractTopics } from '../../services/setup/schemas.ts'
import { topics } from '../../services/topology.ts'
import { root } from '../helpers/sources.ts'

test('schemas/types.ts is what the schemas say (npm run generate)', () => {
  expect(readFileSync(join(root, 'schemas/types.ts'), 'utf8')).toBe(generateTypes())
})

test('every current schema is published (npm run schemas:publish)', () => {
  expect(unpublished()).toEqual([])
})

describe.each(contractNames)('%s', (name) => {
  test('the current schema may follow every published version', () => {
    expect(faultsOf(name)).toEqual([])
  })

  test('every published version could follow all before it', () => {
    const versions = publishedVersions(name)
    expect(versions).toEqual(versions.map((_, i) => i + 1))
    const faults = versions.flatMap((version) => versions.filter((earlier) => earlier < version)
      .flatMap((earlier) => incompatibilities(publishedSchema(name, version), publishedSchema(name, earlier))))
    expect(faults).toEqual([])
  })
})

describe('topics and schemas', () => {
  test('every schema is some topic\'s, and every topic with a contract has its schema', () => {
    expect(contractTopics.map(({ contract }) => contract).sort()).toEqual([...contractNames].sort())
    expect(readdirSync(join(root, 'schemas')).filter((file) => file.endsWith('.avsc')).sort()).toEqual(contractNames.map((name) => `${name}.avsc`).sort())
  })

  test('internal formats have their schema', () => {
    const internal = Object.values(topics).map(({ value }) => value).filter((value) => value.startsWith('internal/'))
    expect(internal.filter((value) => !existsSync(join(root, 'schemas', `${value}.avsc`)))).toEqual([])
  })
})
