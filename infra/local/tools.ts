import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { tryLock } from './lock.ts'
import { runMaven } from './maven.ts'

const copyJars = (folder: string) => ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`]
// Markers of what was unpacked go along with it: left beside the pom, they would make a second unpacking do nothing.
const unpack = (folder: string) => ['dependency:unpack-dependencies', `-DoutputDirectory=${folder}`, `-DmarkersDirectory=${folder}/.unpacked`]

/** What is fetched once. Each has a pom of its own under this folder, which names the versions. */
const tools = {
  kafka: { label: 'Kafka (45 MB)', args: copyJars },
  'kafka-tools': { label: "Kafka's console tools (75 MB)", args: copyJars },
  registry: { label: 'the schema registry (160 MB)', args: unpack },
  'clickhouse-jdbc': { label: "ClickHouse's JDBC driver (12 MB)", args: copyJars },
} as const

export type ToolName = keyof typeof tools

/** Where tools are kept between runs; never part of a run's data, so that clearing the data keeps them. */
const toolsFolder = join(import.meta.dirname, '..', '..', '.tools')

/**
 * The folder of a tool, fetched first where it is missing. The folder's name carries a hash of the pom and it appears complete or not at
 * all, so a second call costs nothing and a changed version is fetched. `say` gets progress lines.
 */
export async function installTool(name: ToolName, say: (line: string) => void, signal?: AbortSignal): Promise<string> {
  const pom = join(import.meta.dirname, name, 'pom.xml')
  const hash = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 10)
  const folder = join(toolsFolder, `${name}-${hash}`)
  if (existsSync(folder)) return folder
  const release = await lock(say, signal)
  try {
    if (!existsSync(folder)) await fetchTool({ name, pom, folder, say, signal })
  } finally {
    release()
  }
  return folder
}

interface Fetch {
  readonly name: ToolName
  readonly pom: string
  readonly folder: string
  readonly say: (line: string) => void
  readonly signal: AbortSignal | undefined
}

async function fetchTool({ name, pom, folder, say, signal }: Fetch): Promise<void> {
  const { label, args } = tools[name]
  const partial = `${folder}.partial`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  const since = performance.now()
  const seconds = () => ((performance.now() - since) / 1000).toFixed(0)
  let files = 0
  say(`fetching ${label} with Maven, once`)
  const progress = setInterval(() => say(`fetching ${label}: ${files} files in ${seconds()} s`), 5000)
  try {
    await runMaven({ pom, args: args(partial), what: label, onFile: () => files++, signal })
  } finally {
    clearInterval(progress)
  }
  renameSync(partial, folder)
  say(`fetched ${label} in ${seconds()} s`)
}

async function lock(say: (line: string) => void, signal?: AbortSignal): Promise<() => void> {
  const file = join(toolsFolder, 'lock')
  for (let told = false; ; told = true) {
    const attempt = tryLock(file)
    if (attempt.kind === 'locked') return attempt.release
    if (!told) say(`waiting for process ${attempt.pid}, which is fetching the same tools`)
    await wait(200, null, { signal })
  }
}

/** A class path of all jars in a folder, in a fixed order. */
export const classPath = (folder: string): string =>
  readdirSync(folder).filter((name) => name.endsWith('.jar')).sort().map((name) => join(folder, name)).join(':')
