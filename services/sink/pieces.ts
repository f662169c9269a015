/** A row of a batch, ready to be inserted: one line of JSON. */
export interface Row {
  readonly offset: number
  readonly line: string
  /** Of the month that ClickHouse will keep it in: year × 12 + month; 0 where the table is not partitioned. */
  readonly month: number
}

/** Rows that go to ClickHouse in one insert, under a token of their own. */
export interface Piece {
  readonly token: string
  readonly rows: readonly Row[]
}

/** ClickHouse refuses an insert that touches more than 100 partitions. */
const maxMonths = 50

/**
 * Cuts a batch into inserts that touch few enough months. The rule depends on the batch's rows alone, so a repeated batch has the same pieces
 * under the same tokens; call it with all rows, and leave bad ones out of the pieces afterwards.
 */
export function piecesOf(rows: readonly Row[], token: string): Piece[] {
  const months = [...new Set(rows.map(({ month }) => month))].sort((a, b) => a - b)
  if (months.length <= maxMonths) return rows.length > 0 ? [{ token, rows }] : []
  const pieceOf = new Map(months.map((month, index) => [month, Math.floor(index / maxMonths)]))
  const byPiece = Map.groupBy(rows, ({ month }) => pieceOf.get(month)!)
  return [...byPiece].sort(([a], [b]) => a - b).map(([index, own]) => ({ token: `${token}/${index}`, rows: own }))
}

/** The number of a time's month, as in `Row.month`. */
export function monthOf(ms: number): number {
  const date = new Date(ms)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}
