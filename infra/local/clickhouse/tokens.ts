/** A piece of SQL text that means something: neither blank nor comment. Positions are into the text. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'semicolon' | 'open' | 'close' | 'other'
  readonly from: number
  readonly to: number
}

const blank = /[ \t\n\r\f\v\0]/
const wordStart = /[A-Za-z_\u0080-\u00ff]/
const wordPart = /[A-Za-z0-9_\u0080-\u00ff]/

/**
 * Splits SQL text as ClickHouse's lexer does, from `from` on: quoted texts with backslash and doubled quotes, here-documents,
 * comments. Lazy, because what follows an INSERT's FORMAT is data, not SQL. An unclosed quote runs to the end of the text.
 */
export function* tokens(sql: string, from = 0): Generator<Token> {
  let at = from
  while (at < sql.length) {
    const start = at
    const char = sql[at]!
    if (blank.test(char)) at += 1
    else if (commentAt(sql, at)) at = endOfComment(sql, at)
    else if (char === '\'' || char === '"' || char === '`') yield { kind: 'quoted', from: start, to: (at = endOfQuoted(sql, at)) }
    else if (char === '$' && hereDocument(sql, at)) yield { kind: 'quoted', from: start, to: (at = endOfHereDocument(sql, at)) }
    else if (wordStart.test(char)) yield { kind: 'word', from: start, to: (at = endOfWord(sql, at)) }
    else if (/\d/.test(char)) yield { kind: 'other', from: start, to: (at = endOfWord(sql, at)) }
    else yield { kind: kindOf(char), from: start, to: (at += 1) }
  }
}

const kindOf = (char: string): Token['kind'] => (char === ';' ? 'semicolon' : char === '(' ? 'open' : char === ')' ? 'close' : 'other')

const commentAt = (sql: string, at: number): boolean =>
  sql.startsWith('--', at) || sql.startsWith('/*', at) || sql.startsWith('# ', at) || sql.startsWith('#!', at)

function endOfComment(sql: string, at: number): number {
  const [end, length] = sql.startsWith('/*', at) ? [sql.indexOf('*/', at + 2), 2] : [sql.indexOf('\n', at), 1]
  return end < 0 ? sql.length : end + length
}

function endOfQuoted(sql: string, at: number): number {
  const quote = sql[at]
  for (let next = at + 1; next < sql.length; next += 1) {
    if (sql[next] === '\\') next += 1
    else if (sql[next] === quote && sql[next + 1] === quote) next += 1
    else if (sql[next] === quote) return next + 1
  }
  return sql.length
}

function endOfWord(sql: string, at: number): number {
  let end = at
  while (end < sql.length && wordPart.test(sql[end]!)) end += 1
  return end
}

function hereDocument(sql: string, at: number): string | null {
  const tag = /^\$\w*\$/.exec(sql.slice(at, at + 66))?.[0]
  return tag !== undefined && sql.includes(tag, at + tag.length) ? tag : null
}

function endOfHereDocument(sql: string, at: number): number {
  const tag = hereDocument(sql, at)!
  return sql.indexOf(tag, at + tag.length) + tag.length
}
