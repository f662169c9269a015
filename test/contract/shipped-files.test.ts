import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../helpers/sources.ts'
import shipped from './shipped-files.json' with { type: 'json' }

/** Files that others have applied or go by. A new one gets a line in shipped-files.json; the line of one that was shipped never changes. */
const folders = ['infra/clickhouse/migrations', 'schemas/published']

const found = Object.fromEntries(folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort()
    .map((file) => [file.slice(root.length + 1), createHash('sha256').update(readFileSync(file)).digest('hex')])))

test('migrations and published schemas are as they were shipped; new ones are listed in shipped-files.json', () => {
  expect(found).toEqual(shipped)
})
