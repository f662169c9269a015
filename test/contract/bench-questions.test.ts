import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { viewQuestions } from '../../bench/clickhouse/questions.ts'
import { createInsightQueries } from '../../services/api/insight-queries.ts'
import { createPastQueries } from '../../services/api/past-queries.ts'
import { createPortfolioQueries } from '../../services/api/portfolio-queries.ts'
import type { Database } from '../../services/api/ports.ts'
import { createQueries } from '../../services/api/queries.ts'
import { root } from '../helpers/sources.ts'

test('the bench of ClickHouse asks every view, and none that is gone', () => {
  const folder = join(root, 'infra/clickhouse/migrations')
  const migrations = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8')).join('\n')
  const views = new Set([...migrations.matchAll(/^CREATE (?:OR REPLACE )?VIEW (?:IF NOT EXISTS )?\{database\}\.(\w+)/gm)].map(([, name]) => name!))
  expect(viewQuestions.map((question) => /^\w+/.exec(question)![0]).sort()).toEqual([...views].sort())
})

test('the bench of ClickHouse asks every question of the api', () => {
  const asked = readFileSync(join(root, 'bench/clickhouse/questions.ts'), 'utf8')
  const creators = [createQueries, createPortfolioQueries, createInsightQueries, createPastQueries]
  const names = creators.flatMap((create) => Object.keys(create({} as Database)))
  expect(names.filter((name) => !asked.includes(`.${name}(`))).toEqual([])
})
