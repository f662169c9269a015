import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { failureCodes } from '../../core/failures.ts'
import { topics } from '../../services/topology.ts'
import { root, sourcesOf } from '../helpers/sources.ts'

const readmePath = join(root, 'README.md')
const readme = existsSync(readmePath) ? readFileSync(readmePath, 'utf8') : null
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

describe('codes of failed events', () => {
  const codes: string[] = Object.values(failureCodes).flat()

  test('are unique', () => {
    expect(codes.filter((code, i) => codes.indexOf(code) !== i)).toEqual([])
  })

  test.skipIf(readme === null)('are all in the README, and none that is gone', () => {
    const documented = [...readme!.matchAll(/`([a-z-]+\.[a-z-]+)`/g)].map(([, code]) => code!)
    expect(codes.filter((code) => !documented.includes(code))).toEqual([])
    const families = new Set(codes.map((code) => code.split('.')[0]))
    expect(documented.filter((code) => families.has(code.split('.')[0]) && !codes.includes(code))).toEqual([])
  })
})

test.skipIf(readme === null)('every topic stands in the README\'s diagram, and no other', () => {
  const diagram = /```mermaid\n([^]*?)```/.exec(readme!)?.[1] ?? ''
  expect([...new Set([...diagram.matchAll(/\bcx\.([a-z-]+)/g)].map(([, name]) => name!))].sort()).toEqual(Object.keys(topics).sort())
})

test.skipIf(readme === null)('every environment variable of a service or of the local run stands in the README', () => {
  const files = [...sourcesOf('services'), ...sourcesOf('infra')].filter(({ path }) => /(?:config|variables)\.ts$/.test(path))
  const variables = new Set(files.flatMap(({ text }) => [...text.matchAll(/'((?:CX_|KAFKA_|SCHEMA_|CLICKHOUSE_|LOG_)[A-Z_]+|[A-Z]+_(?:PORT|HOST))'/g)].map(([, name]) => name!)))
  expect([...variables].filter((name) => !new RegExp(`\\b${name}\\b`).test(readme!))).toEqual([])
})

test.skipIf(readme === null)('every file and folder that the README names exists', () => {
  const named = [...readme!.matchAll(/`((?:core|services|schemas|infra|test|bench|patches)\/[\w./-]*)`/g)].map(([, path]) => path!)
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('every log event is listed once, and used', () => {
  const events = [...readFileSync(join(root, 'services/log-events.ts'), 'utf8').matchAll(/\| '([^']+)'/g)].map(([, event]) => event!)
  const sources = [...sourcesOf('services'), ...sourcesOf('infra')].filter(({ path }) => path !== 'services/log-events.ts').map(({ text }) => text).join('\n')
  expect(events.filter((event, i) => events.indexOf(event) !== i)).toEqual([])
  expect(events.filter((event) => !sources.includes(`'${event}'`))).toEqual([])
})

test.skipIf(readme === null)('every npm command that the README names exists', () => {
  const builtIn = ['install', 'ci', 'test', 'start']
  const named = [...readme!.matchAll(/\bnpm (?:run )?(?:-\S+ )*([a-z][a-z:-]*)/g)].map(([, name]) => name!)
  expect(named.filter((name) => !builtIn.includes(name) && !(name in scripts))).toEqual([])
})

test('every npm script runs a file that is there', () => {
  const files = Object.values(scripts).flatMap((script) => [...script.matchAll(/\bnode (\S+\.(?:ts|mjs))/g)].map(([, file]) => file!))
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
})
