import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../helpers/cli.ts'

describe('cx', () => {
  it('lists its commands and exits 0 when asked for help', async () => {
    const { code, stdout } = await runCli(['--help'])
    expect(code).toBe(0)
    for (const command of ['replay', 'resume', 'epoch', 'failed', 'CX_DEPLOYMENT']) expect(stdout).toContain(command)
    expect(stdout).not.toContain('\x1b[')
  })

  it('exits 2 on wrong usage and says what was meant', async () => {
    const { code, stderr } = await runCli(['replay', 'olst'])
    expect([code, stderr.includes('Did you mean olist?')]).toEqual([2, true])
    expect((await runCli(['replay', 'olist', 'x', '--speed', 'fast'])).code).toBe(2)
    expect((await runCli(['epoch', 'raise', '--topic', 'scores'])).code).toBe(2)
  })

  it('says how to go on where Kafka does not answer, and where the environment is wrong', async () => {
    const away = await runCli(['failed', 'list'], { KAFKA_BROKERS: '127.0.0.1:1' })
    expect([away.code, away.stderr.includes('npm start')]).toEqual([1, true])
    expect((await runCli(['failed', 'list'], { CX_DEPLOYMENT: 'No!' })).code).toBe(78)
  })

  it('starts by its npm name with the Node the project brings, from any folder', () => {
    const help = execFileSync(join(import.meta.dirname, '../../services/cli/cx.mjs'), ['--help'], { cwd: '/', encoding: 'utf8' })
    expect(help).toContain('Usage: cx')
  })
})
