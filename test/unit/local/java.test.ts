import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { findJava, javaCandidates, javaVersion } from '../../../infra/local/java.ts'

const folder = mkdtempSync(join(tmpdir(), 'cx-java-'))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A Java home whose `java` prints this version. */
function javaHome(version: string): string {
  const home = join(folder, version)
  mkdirSync(join(home, 'bin'), { recursive: true })
  writeFileSync(join(home, 'bin', 'java'), `#!/bin/sh\necho 'openjdk version "${version}" 2026-01-20' >&2\n`, { mode: 0o755 })
  return home
}

test.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['openjdk version "25" 2025-09-16 LTS', 25],
  ['java version "1.8.0_392"', 8],
  ['openjdk version "26-ea" 2026-03-17', 26],
  ['Picked up JAVA_TOOL_OPTIONS: -Xmx1g\nopenjdk version "21.0.2" 2024-01-16', 21],
])('the major version of %j is %d', (output, version) => {
  expect(javaVersion(output)).toBe(version)
})

test('what is not a Java has no version', () => {
  expect(javaVersion('The operation couldn’t be completed. Unable to locate a Java Runtime.')).toBeNull()
})

test('JAVA_HOME comes before the PATH, and that before what is installed', () => {
  expect(javaCandidates({ JAVA_HOME: '/h', PATH: '/a:/b' }, ['/jvm/21'])).toEqual(['/h/bin/java', '/a/java', '/b/java', '/jvm/21/bin/java'])
})

test('a JAVA_HOME that is new enough is taken', async () => {
  const home = javaHome('21.0.2')
  expect(await findJava({ JAVA_HOME: home, PATH: '' }, [])).toEqual({ command: join(home, 'bin', 'java'), version: 21 })
})

test('one that is too old is passed over, for one on the PATH', async () => {
  const [old, recent] = [javaHome('17.0.1'), javaHome('24')]
  expect(await findJava({ JAVA_HOME: old, PATH: join(recent, 'bin') }, [])).toMatchObject({ version: 24 })
})

test('none that is new enough: refused, with what was found and what to do', async () => {
  const old = javaHome('17.0.1')
  await expect(findJava({ JAVA_HOME: old, PATH: '' }, [])).rejects.toMatchObject({
    message: expect.stringMatching(/Java 21 or later.*is Java 17/),
    remedy: expect.stringContaining('JAVA_HOME'),
  })
})
