import { randomBytes } from 'node:crypto'
import { ClickHouseError, type ClickHouseClient } from '@clickhouse/client'
import { quotedName } from '../shared/clickhouse.ts'

/** What is asked of ClickHouse in SQL: `query` reads, `command` changes something. */
export type Statements = Pick<ClickHouseClient, 'query' | 'command'>

/** Work that was ended for no fault of ClickHouse: it is not wanted any more, or another attempt took its place. */
export class Relinquished extends Error {
  override readonly name = 'Relinquished'
}

/** Throws Relinquished where what is to be done is not wanted any more. */
export function demand(wanted: () => boolean): void {
  if (!wanted()) throw new Relinquished('Given up: the partition is not ours any more, or this was called off')
}

/** The same statements; each that changes something asks first whether it is wanted, and throws Relinquished where it is not. */
export const whileWanted = (client: Statements, wanted: () => boolean): Statements => ({
  query: client.query.bind(client),
  command: async (params) => {
    demand(wanted)
    return client.command(params)
  },
})

/** Tables for the while of one attempt at a reconciliation, under names that no other attempt has; named as SQL wants them. */
export interface AttemptTables {
  readonly batch: string
  readonly lacking: string
  create(): Promise<void>
  /** Drops those of all other attempts at the same: whoever of them wakes up finds its tables gone, and can attach nothing. */
  displaceOthers(): Promise<void>
  drop(): Promise<void>
  /** Whether an error says that another attempt has dropped these. */
  isLossOf(error: unknown): boolean
}

/** ClickHouse's codes for a table that is not there, and for one that is being dropped. */
const goneCodes = new Set(['60', '218'])

/** `like`: the table, unquoted, whose columns they have; `purpose` and `partition`: what the attempt is at. */
export function attemptTables(client: Statements, database: string, { like, purpose, partition }: { readonly like: string; readonly purpose: string; readonly partition: number }): AttemptTables {
  const nameOf = (name: string): string => `${quotedName(database)}.${quotedName(name)}`
  const prefix = `${like}_${purpose}_${partition}_`
  const nonce = randomBytes(8).toString('hex')
  const own = [`${prefix}${nonce}`, `${prefix}${nonce}_lacking`] as const
  const dropAll = (names: readonly string[]) => Promise.all(names.map((name) => client.command({ query: `DROP TABLE IF EXISTS ${nameOf(name)}` })))
  return {
    batch: nameOf(own[0]),
    lacking: nameOf(own[1]),
    async create() {
      for (const name of own) await client.command({ query: `CREATE TABLE ${nameOf(name)} AS ${nameOf(like)}` })
    },
    async displaceOthers() {
      const found = await client.query({
        query: 'SELECT name FROM system.tables WHERE database = {database:String} AND startsWith(name, {prefix:String})', query_params: { database, prefix }, format: 'JSONEachRow',
      })
      await dropAll((await found.json<{ name: string }>()).map(({ name }) => name).filter((name) => !name.startsWith(own[0])))
    },
    drop: async () => void await dropAll(own),
    isLossOf: (error) => error instanceof ClickHouseError && goneCodes.has(error.code) && error.message.includes(nonce),
  }
}
