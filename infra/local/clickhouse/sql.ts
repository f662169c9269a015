import { ClickHouseError } from './errors.ts'
import { tokens, type Token } from './tokens.ts'

/** An INSERT whose rows come as data after the SQL. Positions are into the text that was read. */
export interface DataInsert {
  readonly kind: 'insert'
  /** `INSERT INTO t (cols)`: what stands before SETTINGS, FORMAT or VALUES. */
  readonly target: string
  /** `SETTINGS …`, or empty. */
  readonly settings: string
  readonly format: string
  /** Where the data begins. */
  readonly dataFrom: number
}

/** Any other single statement. `format` is that of its FORMAT clause. */
export interface OtherStatement {
  readonly kind: 'other'
  readonly writes: boolean
  readonly format: string | null
}

const reading = new Set(['SELECT', 'WITH', 'SHOW', 'DESCRIBE', 'DESC', 'EXPLAIN', 'EXISTS', 'FROM', 'CHECK', 'USE', 'SET'])

/**
 * Understands as much of a request's SQL as its transport needs: one statement only, where an INSERT's data begins, which format.
 * Throws a ClickHouseError for several statements, for files of the server's machine, and for an empty text.
 */
export function readStatement(sql: string): DataInsert | OtherStatement {
  const first = firstToken(sql)
  if (!first) throw new ClickHouseError(62, 'SYNTAX_ERROR', 'Empty query')
  const insert = word(sql, first) === 'INSERT' ? readInsert(sql) : null
  if (insert) return insert
  const all = [...tokens(sql)]
  refuseSeveral(all)
  refuseOutfile(sql, all)
  const opening = all.find((token) => token.kind !== 'open') ?? first
  return { kind: 'other', writes: !reading.has(word(sql, opening)), format: formatClause(sql, all) }
}

/** The statement that inserts from a file of ours what came as data. `file` is a path that needs no escaping. */
export const insertFromFile = (insert: DataInsert, file: string): string =>
  `${insert.target} FROM INFILE '${file}' COMPRESSION 'none' ${insert.settings} FORMAT ${insert.format}`

function readInsert(sql: string): DataInsert | null {
  let depth = 0
  let settings: Token | null = null
  let previous: Token | null = null
  for (const token of tokens(sql)) {
    if (token.kind === 'open') depth += 1
    if (token.kind === 'close') depth -= 1
    const named = depth === 0 && token.kind === 'word' && !isName(sql, previous) ? word(sql, token) : ''
    if (named === 'SELECT' || named === 'WITH' || named === 'WATCH') return null
    if (named === 'FROM') throw new ClickHouseError(48, 'NOT_IMPLEMENTED', 'INSERT … FROM INFILE reads files of the server\'s machine: send the rows in the request\'s body')
    if (named === 'SETTINGS') settings ??= token
    if (named === 'VALUES') return dataInsert(sql, settings, token, 'Values', token.to)
    if (named === 'FORMAT') return insertFormat(sql, settings, token)
    previous = token
  }
  throw new ClickHouseError(62, 'SYNTAX_ERROR', 'INSERT without SELECT, VALUES or FORMAT')
}

/** Whether what follows is the name of a table, column or function, whatever word it is. */
const isName = (sql: string, previous: Token | null): boolean =>
  previous !== null && (['INTO', 'TABLE', 'FUNCTION'].includes(word(sql, previous)) || sql[previous.from] === '.')

function insertFormat(sql: string, settings: Token | null, keyword: Token): DataInsert {
  const name = firstToken(sql, keyword.to)
  if (name?.kind !== 'word') throw new ClickHouseError(62, 'SYNTAX_ERROR', 'FORMAT without the name of a format')
  const format = sql.slice(name.from, name.to)
  return dataInsert(sql, settings, keyword, format, format.toUpperCase() === 'VALUES' ? name.to : afterFormat(sql, name.to))
}

/** ClickHouse's rule: blanks after the format's name, then at most one line break, then the data. */
function afterFormat(sql: string, from: number): number {
  const match = /^[ \t\f]*;?[ \t\f]*(\r\n|\n|\r)?/.exec(sql.slice(from, from + 1024))
  return from + (match?.[0].length ?? 0)
}

function dataInsert(sql: string, settings: Token | null, end: Token, format: string, dataFrom: number): DataInsert {
  const target = sql.slice(0, settings?.from ?? end.from)
  return { kind: 'insert', target, settings: settings ? sql.slice(settings.from, end.from) : '', format, dataFrom }
}

function refuseSeveral(all: readonly Token[]): void {
  const end = all.findIndex((token) => token.kind === 'semicolon')
  const next = end < 0 ? undefined : all.slice(end).find((token) => token.kind !== 'semicolon')
  if (next) throw new ClickHouseError(62, 'SYNTAX_ERROR', `Syntax error (Multi-statements are not allowed): failed at position ${next.from + 1}. Send one statement a request`)
}

function refuseOutfile(sql: string, all: readonly Token[]): void {
  if (all.some((token, index) => word(sql, token) === 'INTO' && all[index + 1] && word(sql, all[index + 1]!) === 'OUTFILE')) {
    throw new ClickHouseError(48, 'NOT_IMPLEMENTED', 'INTO OUTFILE writes files of the server\'s machine: read the response instead')
  }
}

/** FORMAT stands last, or before SETTINGS; inside parentheses it is a function's or column's name. */
function formatClause(sql: string, all: readonly Token[]): string | null {
  let depth = 0
  let format: string | null = null
  all.forEach((token, index) => {
    if (token.kind === 'open') depth += 1
    if (token.kind === 'close') depth -= 1
    const next = all[index + 1]
    const after = all[index + 2]
    if (depth > 0 || word(sql, token) !== 'FORMAT' || next?.kind !== 'word') return
    if (!after || after.kind === 'semicolon' || word(sql, after) === 'SETTINGS') format = sql.slice(next.from, next.to)
  })
  return format
}

const firstToken = (sql: string, from = 0): Token | undefined => tokens(sql, from).next().value as Token | undefined

const word = (sql: string, token: Token): string => (token.kind === 'word' ? sql.slice(token.from, token.to).toUpperCase() : '')
