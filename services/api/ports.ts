import type { Row } from './resource.ts'

/** The values of a query's parameters, by name. */
export type Parameters = Readonly<Record<string, unknown>>

/** ClickHouse, in the api's words. */
export interface Database {
  /**
   * Runs a query that belongs to this build; what comes from a request is in its parameters alone. Times come as ISO 8601, integers as numbers.
   * Rejects with QueryFailed.
   */
  rows(sql: string, parameters: Parameters): Promise<Row[]>
  /** The same as the text of a JSON array, for many rows whose columns are what is answered: they pass through unread. */
  json(sql: string, parameters: Parameters): Promise<string>
  /** Rejects where ClickHouse does not answer. */
  ping(): Promise<void>
}

/** `away`: ClickHouse does not answer; `costly`: the query went beyond its limits of time or memory. */
export class QueryFailed extends Error {
  readonly why: 'away' | 'costly' | 'unexpected'

  constructor(why: QueryFailed['why'], cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.name = 'QueryFailed'
    this.why = why
  }
}
