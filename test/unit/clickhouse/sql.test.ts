import { describe, expect, it } from 'vitest'
import { insertFromFile, readStatement } from '../../../infra/local/clickhouse/sql.ts'

const insert = (sql: string) => {
  const statement = readStatement(sql)
  if (statement.kind !== 'insert') throw new Error(`not an insert with data: ${sql}`)
  return { data: sql.slice(statement.dataFrom), runs: insertFromFile(statement, '/f').replaceAll(/\s+/g, ' ') }
}

describe('one statement a request', () => {
  it.each([
    'SELECT 1; SELECT 2', 'SELECT 1;; SELECT 2', 'SELECT \';\' ; DROP TABLE t', '-- ;\nSELECT 1; SELECT 2', 'SELECT 1 /* ; */ ; SELECT 2', 'SELECT `a`; SET x = 1',
    'SELECT \'\\\'\'; SELECT 2', 'SELECT \'\'\'\'; SELECT 2', 'SELECT $x$;$x$; SELECT 2', 'CREATE TABLE t (a Int8) ENGINE = Memory; INSERT INTO t VALUES (1)',
  ])('refuses %j', (sql) => {
    expect(() => readStatement(sql)).toThrow('Multi-statements are not allowed')
  })

  it.each([
    'SELECT 1;', 'SELECT 1 ; -- the end;', 'SELECT \'a;b\'', 'SELECT "a;b"', 'SELECT `a;b`', 'SELECT 1 /* ; */', 'SELECT $t$ ; $t$', 'SELECT \'\\\';\'', 'SELECT 1 # ;\n',
  ])('takes %j', (sql) => {
    expect(readStatement(sql).kind).toBe('other')
  })

  it('refuses what reads or writes files of the server\'s machine, and nothing at all', () => {
    expect(() => readStatement('SELECT 1 INTO OUTFILE \'/x\'')).toThrow('INTO OUTFILE')
    expect(() => readStatement('INSERT INTO t FROM INFILE \'/etc/passwd\' FORMAT CSV')).toThrow('INFILE')
    expect(() => readStatement(' -- nothing\n')).toThrow('Empty query')
  })
})

describe('an INSERT\'s data', () => {
  it.each([
    ['INSERT INTO t FORMAT JSONEachRow\n{"a":";"}\n\n{"a":1}', '{"a":";"}\n\n{"a":1}'],
    ['INSERT INTO t FORMAT JSONEachRow {"a":1}', '{"a":1}'],
    ['insert into t format CSV\r\n1;2', '1;2'],
    ['INSERT INTO t FORMAT RowBinary\n\n\n\0', '\n\n\0'],
    ['INSERT INTO t VALUES (1, \'FORMAT;\')', ' (1, \'FORMAT;\')'],
    ['INSERT INTO t (a) FORMAT TSV\n', ''],
  ])('of %j begins where ClickHouse says', (sql, data) => {
    expect(insert(sql).data).toBe(data)
  })

  it.each([
    ['INSERT INTO db.t (a, b) SETTINGS x = 1 FORMAT CSV\n', 'INSERT INTO db.t (a, b) FROM INFILE \'/f\' COMPRESSION \'none\' SETTINGS x = 1 FORMAT CSV'],
    ['INSERT INTO TABLE FUNCTION null(\'format String\') FORMAT CSV\n', 'INSERT INTO TABLE FUNCTION null(\'format String\') FROM INFILE \'/f\' COMPRESSION \'none\' FORMAT CSV'],
    ['INSERT INTO format (values) VALUES (1)', 'INSERT INTO format (values) FROM INFILE \'/f\' COMPRESSION \'none\' FORMAT Values'],
    ['INSERT INTO db.values FORMAT CSV\n1', 'INSERT INTO db.values FROM INFILE \'/f\' COMPRESSION \'none\' FORMAT CSV'],
    ['/* why */ INSERT INTO t -- here;\nFORMAT CSV\n1', '/* why */ INSERT INTO t -- here; FROM INFILE \'/f\' COMPRESSION \'none\' FORMAT CSV'],
  ])('of %j goes through a file', (sql, runs) => {
    expect(insert(sql).runs.replaceAll('-- here; ', '-- here; ')).toBe(runs)
  })

  it('is absent where a SELECT gives the rows', () => {
    expect(readStatement('INSERT INTO t SELECT 1')).toMatchObject({ kind: 'other', writes: true })
    expect(readStatement('INSERT INTO t (a) WITH 1 AS x SELECT x')).toMatchObject({ kind: 'other', writes: true })
  })
})

describe('the format of an answer', () => {
  it.each([
    ['SELECT 1 FORMAT JSON', 'JSON'], ['SELECT 1 FORMAT JSON SETTINGS max_threads = 1', 'JSON'], ['SELECT 1 format TSV;', 'TSV'], ['SELECT format FROM t', null],
    ['SELECT * FROM format(CSV, \'1\')', null], ['SELECT 1', null], ['(SELECT 1) FORMAT CSV', 'CSV'],
  ])('of %j', (sql, format) => {
    expect(readStatement(sql)).toMatchObject({ kind: 'other', writes: false, format })
  })
})
