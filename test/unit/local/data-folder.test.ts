import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDataFolder } from '../../../infra/local/data-folder.ts'
import { tryLock } from '../../../infra/local/lock.ts'
import { processField } from '../../../infra/local/process-table.ts'

let folder = ''
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'cx-data-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a second run on the same folder is refused, with the process that has it', () => {
  const first = openDataFolder(folder)
  expect(() => openDataFolder(folder)).toThrow(`already runs on ${folder}, started by process ${process.pid}`)
  first.release()
  openDataFolder(folder).release()
})

test('the lock of a process that is gone does not keep a new run out', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await new Promise((resolve) => child.once('exit', resolve))
  writeFileSync(join(folder, 'lock'), `${child.pid} 12345\n`)
  openDataFolder(folder).release()
})

test('nor does the lock of a process whose id belongs to another one by now', () => {
  writeFileSync(join(folder, 'lock'), `${process.pid} 1\n`)
  expect(tryLock(join(folder, 'lock')).kind).toBe('locked')
})

test('nor does a lock file that a full disk left empty', () => {
  writeFileSync(join(folder, 'lock'), '')
  expect(tryLock(join(folder, 'lock')).kind).toBe('locked')
})

test('a folder that cannot be written is refused, with another way', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(() => openDataFolder(join(file, 'data'))).toThrow(expect.objectContaining({
    message: expect.stringContaining('cannot be written'), remedy: expect.stringContaining('CX_DATA_DIR'),
  }))
})

test('parts and services get folders and logs of their own', () => {
  mkdirSync(folder, { recursive: true })
  const data = openDataFolder(folder)
  expect([data.of('kafka'), data.log('scorer')]).toEqual([join(folder, 'kafka'), join(folder, 'logs', 'scorer.log')])
  data.release()
})

test('a process that does not exist has no fields', () => {
  expect(processField(2 ** 30, 22)).toBe('-')
})
