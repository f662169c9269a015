import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { dashboards } from '../../infra/grafana/dashboards.ts'
import { dashboardJson } from '../../infra/grafana/generate.ts'
import { sources } from '../../infra/grafana/panels.ts'
import { root } from '../helpers/sources.ts'

const folder = join(root, 'infra/grafana')
const lists = readdirSync(join(root, 'services'), { recursive: true }).map(String).filter((file) => file.endsWith('metrics.ts'))
const known = new Map(lists.flatMap((file) => [...readFileSync(join(root, 'services', file), 'utf8').matchAll(/kind: '(\w+)',\s*name: '(cx_[a-z_]+)'/g)].map(([, kind, name]) => [name!, kind!] as const)))

test('the dashboards are as their code says: run `npm run generate:grafana`', () => {
  expect(readdirSync(join(folder, 'dashboards')).sort()).toEqual(dashboards.map(({ uid }) => `${uid}.json`).sort())
  for (const each of dashboards) expect(readFileSync(join(folder, 'dashboards', `${each.uid}.json`), 'utf8'), each.uid).toBe(dashboardJson(each))
})

test.each(dashboards)('$title: every panel says what it shows, and every metric is one that a service has, used as what it is', ({ panels }) => {
  for (const panel of panels) {
    expect(panel.description.length, panel.title).toBeGreaterThan(10)
    if ('sql' in panel) continue
    for (const { expr } of panel.queries) {
      const named = [...expr.matchAll(/cx_[a-z_]+/g)].map(([name]) => name)
      expect(named.length).toBeGreaterThan(0)
      for (const name of named) {
        const kind = known.get(name.replace(/_bucket$/, ''))
        expect(kind, name).toBe(name.endsWith('_bucket') ? 'histogram' : name.endsWith('_total') ? 'counter' : 'gauge')
        expect(/\b(rate|increase)\(/.test(expr), `${name}: rates of counters and histograms, and of nothing else`).toBe(kind !== 'gauge')
      }
    }
  }
})

test('the data sources are those that the panels name', () => {
  const { datasources } = parse(readFileSync(join(folder, 'provisioning/datasources/cx.yml'), 'utf8')) as { datasources: { uid: string; type: string }[] }
  expect(datasources.map(({ uid, type }) => ({ type, uid }))).toEqual(Object.values(sources))
})
