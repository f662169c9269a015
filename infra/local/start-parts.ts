import type { DataFolder } from './data-folder.ts'
import { explain, knownCause } from './explain.ts'
import { lastLines } from './part.ts'
import type { LocalPart } from './parts.ts'
import type { Report } from './report.ts'
import type { Stoppable } from './stopping.ts'
import { supervise } from './supervisor.ts'

export interface PartsContext {
  readonly data: DataFolder
  readonly report: Report
  readonly signal: AbortSignal
  /** Gets what is to be stopped, from the last to the first. */
  readonly running: Stoppable[]
}

/** Addresses by the variable that services find them under. */
export type Addresses = Partial<Record<LocalPart['addressVariable'], string>>

/** Starts the parts, side by side, and keeps them running. Refused, in words, where one does not start. */
export async function startParts(parts: readonly LocalPart[], context: PartsContext): Promise<Addresses> {
  const { report, signal, running } = context
  const starters = await Promise.all(parts.map((part) => part.prepare(report.progress, signal)))
  const outcomes = await Promise.allSettled(parts.map(async (part, index) => {
    const { url, supervised } = await startOne(part, starters[index]!, context)
    report.ready(`${part.name} at ${url}`)
    return { part, url, supervised }
  }))
  const addresses: Addresses = {}
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') continue
    running.push(outcome.value.supervised)
    addresses[outcome.value.part.addressVariable] = outcome.value.url
  }
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  return addresses
}

type Starter = Awaited<ReturnType<LocalPart['prepare']>>

async function startOne({ name }: LocalPart, start: Starter, { data, report, signal }: PartsContext) {
  const { part, url } = await start(signal).catch((error: unknown) => {
    throw explain(error, data.path)
  })
  const supervised = supervise(part, {
    name,
    start: async (stopping) => (await start(stopping)).part,
    onRestart: () => report.ready(`${name}, again`),
    onDeath(death) {
      const cause = knownCause(death.output, `${name} cannot go on.`, data.path)
      const words = cause ? `${cause.message} ${cause.remedy}` : lastLines(death.output, 2)
      report.trouble(death.kind === 'refused' ? `${name} stopped: ${words}` : `${name} ${death.how}; it is started again. ${cause ? words : ''}`)
    },
  })
  return { url, supervised }
}
