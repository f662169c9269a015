import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { leash } from './reaper.ts'

export interface PartSpec {
  /** For messages: 'Kafka'. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Gets what the process prints; kept over restarts, with one older file beside it. */
  readonly logFile: string
}

/** How a process ended. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Part {
  readonly name: string
  readonly pid: number
  readonly logFile: string
  /** Resolves when the process has ended, however it did. */
  readonly ended: Promise<Ending>
  /** What it has printed since it was started, at most the last 64 KiB. */
  output(): string
  /** Ends it: SIGTERM, and SIGKILL when that has no effect within `withinMs` (5 s). Resolves when it is gone. */
  stop(withinMs?: number): Promise<void>
}

const largestLog = 10 * 1024 * 1024
const shownOutput = 64 * 1024

/** Starts a child process with a log file, that ends when we do. Fails when the program cannot be started at all. */
export async function startPart(spec: PartSpec): Promise<Part> {
  const log = openLog(spec.logFile)
  // Detached: Ctrl-C in a terminal reaches us alone, and we stop the parts in order.
  const child = spawn(spec.command, spec.args, { stdio: ['ignore', log.fd, log.fd], env: spec.env ?? process.env, detached: true })
  closeSync(log.fd)
  const ended = new Promise<Ending>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })))
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  leash(child)
  return {
    name: spec.name,
    pid: child.pid as number,
    logFile: spec.logFile,
    ended,
    output: () => readFrom(spec.logFile, log.position),
    async stop(withinMs = 5000) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      const killer = setTimeout(() => child.kill('SIGKILL'), withinMs)
      await ended
      clearTimeout(killer)
    },
  }
}

export interface Patience {
  /** 120 s unless told: a machine that is busy starts a Java program slowly. */
  readonly withinMs?: number
  /** Ends the waiting, and the process with it. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Resolves when `isReady` says so; it is asked again every 50 ms. When the process ends first, or is not ready in time, it is stopped and
 * the error, PartFailed, ends with its last lines. When the signal comes first, it is stopped and the signal's reason is thrown.
 */
export async function untilReady(part: Part, isReady: () => Promise<boolean> | boolean, { withinMs = 120_000, signal }: Patience = {}): Promise<void> {
  const deadline = performance.now() + withinMs
  let ending: Ending | null = null
  void part.ended.then((how) => (ending = how))
  while (!(await isReady())) {
    if (ending !== null) throw new PartFailed(part, `${part.name} ended while starting`)
    if (performance.now() > deadline) {
      await part.stop()
      throw new PartFailed(part, `${part.name} was not ready within ${withinMs / 1000} s`)
    }
    if (signal?.aborted) {
      await part.stop()
      throw signal.reason
    }
    await wait(50)
  }
}

/** A part that did not start. The message ends with the part's last lines; `output` has more of them. */
export class PartFailed extends Error {
  readonly output: string

  constructor(part: Part, message: string) {
    const output = part.output()
    super(`${message}; its log, ${part.logFile}, ends:\n${lastLines(output, 8)}`)
    this.name = 'PartFailed'
    this.output = output
  }
}

/** The last lines of a text, without empty ones. */
export const lastLines = (text: string, count: number): string => text.split('\n').filter((line) => line.trim() !== '').slice(-count).join('\n')

function openLog(file: string): { fd: number; position: number } {
  mkdirSync(dirname(file), { recursive: true })
  if (existsSync(file) && statSync(file).size > largestLog) renameSync(file, `${file}.old`)
  const fd = openSync(file, 'a')
  return { fd, position: statSync(file).size }
}

function readFrom(file: string, position: number): string {
  const size = statSync(file).size
  const start = Math.max(position, size - shownOutput)
  if (start === 0) return readFileSync(file, 'utf8').slice(-shownOutput)
  const fd = openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(Math.max(0, size - start))
    return buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, start))
  } finally {
    closeSync(fd)
  }
}
