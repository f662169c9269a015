import { afterAll, beforeAll, inject } from 'vitest'
import { migrate } from '../../infra/clickhouse/migrate.ts'
import type { ExperienceData } from './experience-data.ts'
import { unique } from './names.ts'
import { keptLog } from './silent-log.ts'
import { clickhouseOf } from './sink.ts'
import { storeRows } from './stored-rows.ts'

/** A database that holds these rows for the tests of one file, stored twice with the same tokens, as after a crash. Gives its client. */
export function experienceStore(data: ExperienceData): ReturnType<typeof clickhouseOf> {
  const url = inject('parts').clickhouseUrl
  const database = unique('definitions')
  const db = clickhouseOf(url, database)
  beforeAll(async () => {
    await migrate({ url, username: 'default', password: '', database, log: keptLog() })
    for (const _ of ['first', 'again']) {
      await storeRows(db, 'interactions', data.contacts)
      await storeRows(db, 'scores', data.scores)
      await storeRows(db, 'alerts', data.alerts)
    }
  }, 120_000)
  afterAll(async () => {
    await db.command({ query: `DROP DATABASE IF EXISTS ${database}` })
    await db.close()
  })
  return db
}

/** Members of a list by a key, in the order of first appearance. */
export function grouped<T>(list: readonly T[], key: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const each of list) groups.set(key(each), [...(groups.get(key(each)) ?? []), each])
  return groups
}
