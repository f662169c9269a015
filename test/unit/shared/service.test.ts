import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'

const shared = new URL('../../../services/shared/', import.meta.url).href

/** Runs a service whose start function has this body, as a process; `lines` are its log. */
async function run(body: string, onLine: (line: string, kill: (signal: NodeJS.Signals) => void) => void = () => {}) {
  const script = `
    import { runService } from '${shared}service.ts'
    import { createLog } from '${shared}log.ts'
    import { Refusal } from '${shared}refusal.ts'
    const log = createLog('test')
    process.exitCode = await runService({ log, start: async (closing) => { ${body} } })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (data: Buffer) => {
    output += data
    onLine(output, (signal) => child.kill(signal))
  })
  child.stderr.on('data', (data: Buffer) => { output += data })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { code, output }
}

const closers = 'closing.add(() => { console.log("closed first") }); closing.add(() => { console.log("closed last") });'

test.each(['SIGTERM', 'SIGINT'] as const)('%s closes what was opened, the last first, and ends with 0', async (signal) => {
  let killed = false
  const { code, output } = await run(`${closers} setInterval(() => {}, 1000); console.log('running'); return { done: new Promise(() => {}) }`, (text, kill) => {
    if (!killed && text.includes('running')) { killed = true; kill(signal) }
  })
  expect(code).toBe(0)
  expect(output.indexOf('closed last')).toBeLessThan(output.indexOf('closed first'))
  expect(output).toContain('"event":"service.stopped"')
})

test('a signal ends a service that is still starting, too', async () => {
  let killed = false
  const { code } = await run(`console.log('starting'); setInterval(() => {}, 1000); await new Promise(() => {}); return { done: null }`, (text, kill) => {
    if (!killed && text.includes('starting')) { killed = true; kill('SIGTERM') }
  })
  expect(code).toBe(0)
})

test('a refusal ends it with 78 and says what to do, after everything is closed', async () => {
  const { code, output } = await run(`${closers} return { done: Promise.reject(new Refusal('cannot go on', 'Do this.')) }`)
  expect(code).toBe(78)
  expect(output).toContain('"event":"service.refused"')
  expect(output).toContain('Do this.')
  expect(output).toContain('closed first')
})

test('what nobody expected ends it with 1', async () => {
  expect((await run(`throw new Error('bug')`)).code).toBe(1)
  const { code, output } = await run(`Promise.reject(new Error('nobody waits for me')); return { done: new Promise(() => setInterval(() => {}, 1000)) }`)
  expect(code).toBe(1)
  expect(output).toContain('nobody waits for me')
})
