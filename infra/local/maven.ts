import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Refusal } from '../../services/shared/refusal.ts'
import { leash } from './reaper.ts'

export interface MavenRun {
  /** The pom file that says what is wanted. */
  readonly pom: string
  /** The goal and its properties. */
  readonly args: readonly string[]
  /** What is being fetched, for messages. */
  readonly what: string
  /** Called for each file that has arrived. */
  readonly onFile: () => void
  /** Gives it up. */
  readonly signal?: AbortSignal | undefined
}

const mavenError = /^\[ERROR\]\s+(.*\S)/

/** Runs Maven to its end. Refused, with Maven's own first error, when it is missing or fails. */
export async function runMaven({ pom, args, what, onFile, signal }: MavenRun): Promise<void> {
  const maven = spawn('mvn', ['-B', '-Dstyle.color=never', '-f', pom, ...args], { stdio: ['ignore', 'pipe', 'pipe'], signal })
  leash(maven)
  const errors: string[] = []
  createInterface({ input: maven.stdout }).on('line', (line) => {
    if (line.includes('Downloaded from')) onFile()
    const error = mavenError.exec(line)?.[1]
    if (error) errors.push(error)
  })
  createInterface({ input: maven.stderr }).on('line', (line) => errors.push(line))
  const code = await new Promise<number | null>((resolve, reject) => {
    maven.once('error', reject).once('close', resolve)
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    throw new Refusal(
      `Maven (mvn) is needed once to fetch ${what}, and is not installed.`,
      'Install it (Debian: apt install maven; macOS: brew install maven). Or use running parts: set KAFKA_BROKERS and SCHEMA_REGISTRY_URL.',
    )
  })
  if (code === 0) return
  throw new Refusal(
    `Maven could not fetch ${what}: ${errors[0] ?? `it ended with code ${code}`}`,
    'Check the network and the proxy or mirror in ~/.m2/settings.xml, then start again; what has arrived is kept.',
  )
}
