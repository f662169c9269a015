import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../helpers/sources.ts'

interface Rule { readonly alert: string; readonly expr: string; readonly annotations: { readonly summary: string; readonly remedy: string } }

const folder = join(root, 'infra/prometheus')
const { groups } = parse(readFileSync(join(folder, 'rules.yml'), 'utf8')) as { groups: { rules: Rule[] }[] }
const rules = groups.flatMap((group) => group.rules)
const lists = readdirSync(join(root, 'services'), { recursive: true }).map(String).filter((file) => file.endsWith('metrics.ts'))
const known = new Set(lists.flatMap((file) => [...readFileSync(join(root, 'services', file), 'utf8').matchAll(/name: '(cx_[a-z_]+)'/g)].map(([, name]) => name)))

test.each(rules)('$alert asks for metrics that a service has, and says what to do', ({ expr, annotations }) => {
  const named = [...expr.matchAll(/cx_[a-z_]+/g)].map(([name]) => name.replace(/_bucket$/, ''))
  // `up` is Prometheus' own: whether the service answered.
  expect(named.length > 0 || /\bup\b/.test(expr)).toBe(true)
  expect(named.filter((name) => !known.has(name))).toEqual([])
  expect(annotations.summary.length).toBeGreaterThan(10)
  expect(annotations.remedy.length).toBeGreaterThan(10)
})

test('every rule has a test in which it fires', () => {
  const { tests } = parse(readFileSync(join(folder, 'rules.test.yml'), 'utf8')) as { tests: { alert_rule_test: { alertname: string; exp_alerts?: unknown[] }[] }[] }
  const fired = tests.flatMap((each) => each.alert_rule_test).filter(({ exp_alerts }) => (exp_alerts ?? []).length > 0).map(({ alertname }) => alertname)
  expect([...new Set(fired)].sort()).toEqual(rules.map(({ alert }) => alert).sort())
})

test('a service is missed by its job, which is one that is scraped; only the demo\'s is not', () => {
  const { scrape_configs: jobs } = parse(readFileSync(join(folder, 'prometheus.yml'), 'utf8')) as { scrape_configs: { job_name: string }[] }
  const expected = jobs.map(({ job_name }) => job_name).filter((name) => name !== 'simulator').sort()
  const { expr } = rules.find(({ alert }) => alert === 'ServiceDown')!
  expect(/job=~"([^"]+)"/.exec(expr)![1]!.split('|').sort()).toEqual(expected)
  expect([...expr.matchAll(/absent\(up\{job="(\w+)"\}\)/g)].map(([, name]) => name).sort()).toEqual(expected)
})

const promtool = spawnSync('promtool', ['--version']).status === 0

describe.skipIf(!promtool)(`promtool (${promtool ? 'found' : 'skipped: not installed; Debian has it in the package prometheus'})`, () => {
  test('accepts the configuration with its rules', () => {
    execFileSync('promtool', ['check', 'config', 'prometheus.yml'], { cwd: folder, stdio: 'pipe' })
  })

  test('sees the rules fire when they should', () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'rules.test.yml'], { cwd: folder, encoding: 'utf8' })
    expect(status, stdout + stderr).toBe(0)
  })
})
