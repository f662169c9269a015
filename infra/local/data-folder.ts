import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Refusal } from '../../services/shared/refusal.ts'
import { tryLock } from './lock.ts'

/** Less free space than this at the start is asking for damage. */
const leastFree = 500 * 1024 * 1024

/** All that a run puts into its folder, beside the lock. */
export const kept = ['kafka', 'registry', 'clickhouse', 'logs', 'playback'] as const

/** Where a local run keeps what outlives it. */
export interface DataFolder {
  readonly path: string
  /** The folder of one part or service. */
  of(name: (typeof kept)[number]): string
  /** The log file of one part or service. */
  log(name: string): string
  release(): void
}

/** Takes the folder for this process. Refused when another run has it, when it cannot be written, or when its disk is almost full. */
export function openDataFolder(path: string): DataFolder {
  requireWritable(path)
  requireSpace(path)
  const lock = tryLock(join(path, 'lock'))
  if (lock.kind === 'held') {
    throw new Refusal(`The system already runs on ${path}, started by process ${lock.pid}.`, `Use that one, or stop it first: kill ${lock.pid}`)
  }
  return { path, of: (name) => join(path, name), log: (name) => join(path, 'logs', `${name}.log`), release: lock.release }
}

function requireWritable(path: string): void {
  try {
    makeFolder(join(path, 'logs'))
    accessSync(path, constants.W_OK)
    accessSync(join(path, 'logs'), constants.W_OK)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw diskFull(path)
    throw new Refusal(
      `The data folder ${path} cannot be written (${(error as NodeJS.ErrnoException).code}).`,
      'Give this user the right to write there, or choose another folder with CX_DATA_DIR=…',
    )
  }
}

/** As mkdir -p. Node's own `recursive` never returns where a file system says ENOENT to a folder whose parent exists, as /proc does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path)
}

function requireSpace(path: string): void {
  const { bavail, bsize } = statfsSync(path)
  const free = bavail * bsize
  if (free < leastFree) throw diskFull(path, `; ${Math.floor(free / 1024 / 1024)} MB are left, ${leastFree / 1024 / 1024} MB are needed`)
}

/** The refusal of a disk that has no room. */
export const diskFull = (path: string, figures = ''): Refusal =>
  new Refusal(`The disk that holds ${path} is full${figures}.`, 'Free some space, or choose another folder with CX_DATA_DIR=…, then start again; nothing is lost.')
