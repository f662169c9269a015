import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { isAlive } from '../../../infra/local/process-table.ts'
import { eventually } from '../../helpers/eventually.ts'

const folder = mkdtempSync(join(tmpdir(), 'cx-leash-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const part = join(import.meta.dirname, '..', '..', '..', 'infra', 'local', 'part.ts')

/** A process that starts two parts (one of them deaf to SIGTERM), says their ids, and waits. */
const script = `
import { startPart } from ${JSON.stringify(part)}
const deaf = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('does not listen')"
const start = (name, code) => startPart({ name, command: process.execPath, args: ['-e', code], logFile: ${JSON.stringify(folder)} + '/' + name + '.log' })
const parts = await Promise.all([start('kind', 'setInterval(() => {}, 1000)'), start('deaf', deaf)])
while (!parts[1].output().includes('does not listen')) await new Promise((resolve) => setTimeout(resolve, 20))
console.log(parts.map((part) => part.pid).join(' '))
setInterval(() => {}, 1000)
`

test('the parts of a process that is killed end with it, also those that do not listen', async () => {
  const owner = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(owner.stdout!, 'data')) as [Buffer]
  const pids = String(line).trim().split(' ').map(Number)
  expect(pids.map(isAlive)).toEqual([true, true])
  owner.kill('SIGKILL')
  await eventually(() => pids.every((pid) => !isAlive(pid)), { timeoutMs: 20_000 })
})
