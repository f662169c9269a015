import { execFile } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { runMaven } from '../../../infra/local/maven.ts'
import { loopback, requireFreePort } from '../../../infra/local/ports.ts'

const folder = mkdtempSync(join(tmpdir(), 'cx-start-'))
afterEach(() => vi.unstubAllEnvs())
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a port that another program has is refused, with the variable that chooses another', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, loopback, resolve))
  const { port } = other.address() as { port: number }
  await expect(requireFreePort(port, 'Kafka', 'CX_KAFKA_PORT')).rejects.toMatchObject({
    message: expect.stringContaining(`Port ${port}, wanted for Kafka`), remedy: expect.stringContaining('CX_KAFKA_PORT='),
  })
  await new Promise((resolve) => other.close(resolve))
  await requireFreePort(port, 'Kafka', 'CX_KAFKA_PORT')
})

const fetching = { pom: 'pom.xml', args: [], what: 'Kafka', onFile: () => {} }

test('no Maven: refused, with how to install it and the way without', async () => {
  vi.stubEnv('PATH', folder)
  await expect(runMaven(fetching)).rejects.toMatchObject({
    message: expect.stringContaining('not installed'), remedy: expect.stringMatching(/apt install maven.*KAFKA_BROKERS/),
  })
})

test('a Maven that cannot reach its repository: refused with its own first error', async () => {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'mvn'), '#!/bin/sh\necho "[ERROR] Could not transfer artifact kafka: Connection refused"\nexit 1\n')
  chmodSync(join(bin, 'mvn'), 0o755)
  vi.stubEnv('PATH', `${bin}:/usr/bin:/bin`)
  await expect(runMaven(fetching)).rejects.toMatchObject({
    message: expect.stringContaining('Connection refused'), remedy: expect.stringContaining('settings.xml'),
  })
})

test('npm start before npm install: one sentence and 78, no stack', async () => {
  const local = join(folder, 'clone/infra/local')
  mkdirSync(local, { recursive: true })
  copyFileSync(join(import.meta.dirname, '../../../infra/local/start.mjs'), join(local, 'start.mjs'))
  const said = await new Promise<string>((resolve) => {
    execFile(process.execPath, [join(local, 'start.mjs')], (error, _stdout, stderr) => resolve(`${error?.code} ${stderr}`))
  })
  expect(said).toBe('78 The Node modules are not installed. Install them: npm install\n')
})
