import { ClickHouseError } from './errors.ts'

/** The ids of queries that run or wait for their turn. */
export interface RunningQueries {
  /** Does the work under an id. Throws where a query of the same id has not ended, whoever sent it, also where its client has gone. */
  run<T>(queryId: string, work: () => Promise<T>): Promise<T>
}

export function createRunningQueries(): RunningQueries {
  const ids = new Set<string>()
  return {
    async run(queryId, work) {
      if (ids.has(queryId)) throw new ClickHouseError(216, 'QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING', `Query with id = ${queryId} is already running.`)
      ids.add(queryId)
      try {
        return await work()
      } finally {
        ids.delete(queryId)
      }
    },
  }
}
