import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { Refusal } from '../../services/shared/refusal.ts'

/** The oldest Java that the schema registry runs on; Kafka would be content with 17. */
const oldestJava = 21

export interface Java {
  /** The `java` program. */
  readonly command: string
  readonly version: number
}

/** The major version in what `java -version` prints; null where it is not recognised. `1.8.0_392` is 8. */
export function javaVersion(output: string): number | null {
  const match = /version "(?:1\.)?(\d+)/.exec(output)
  return match ? Number(match[1]) : null
}

/** Programs that may be a Java, in the order in which they are tried: JAVA_HOME, the PATH, then what the system has installed. */
export function javaCandidates(env: NodeJS.ProcessEnv, installed: readonly string[]): string[] {
  const homes = env['JAVA_HOME'] ? [env['JAVA_HOME']] : []
  const path = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return [...homes.map(binary), ...path.map((folder) => join(folder, 'java')), ...installed.map(binary)]
}

/** The first Java that is new enough. Refused, with what was found and what to install, where there is none. */
export async function findJava(env: NodeJS.ProcessEnv, installed: readonly string[] = installedJavas()): Promise<Java> {
  const tooOld: string[] = []
  for (const command of new Set(javaCandidates(env, installed))) {
    const version = existsSync(command) ? await versionOf(command) : null
    if (version !== null && version >= oldestJava) return { command, version }
    if (version !== null) tooOld.push(`${command} is Java ${version}`)
  }
  const found = tooOld.length > 0 ? ` (${[...new Set(tooOld)].join(', ')})` : ''
  throw new Refusal(
    `Kafka and the schema registry need Java ${oldestJava} or later, and none was found${found}.`,
    `Install a JDK (https://adoptium.net) or point JAVA_HOME to one. Or use running ones: set KAFKA_BROKERS and SCHEMA_REGISTRY_URL.`,
  )
}

const binary = (home: string): string => join(home, 'bin', 'java')

function installedJavas(): string[] {
  const onLinux = list('/usr/lib/jvm')
  const onMac = list('/Library/Java/JavaVirtualMachines').map((folder) => join(folder, 'Contents', 'Home'))
  return [...onLinux, ...onMac]
}

const list = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort().map((name) => join(folder, name)) : [])

async function versionOf(command: string): Promise<number | null> {
  try {
    const { stderr, stdout } = await promisify(execFile)(command, ['-version'], { timeout: 20_000 })
    return javaVersion(stderr + stdout)
  } catch {
    return null // Not a program that can be run here: the next candidate may be.
  }
}
