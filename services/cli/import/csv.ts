import { createWriteStream, statSync, type WriteStream } from 'node:fs'
import { contractId } from '../../shared/avro/contract-id.ts'
import { contractOf } from '../../shared/intake/contracts.ts'
import { createIntake, type Taken } from '../../shared/intake/intake.ts'
import { readMapping, type Mapping } from '../../shared/intake/mapping.ts'
import type { Target } from '../../shared/intake/record.ts'
import type { OutRecord } from '../../shared/kafka/log-record.ts'
import { openProducer } from '../../shared/kafka/producer.ts'
import { Refusal } from '../../shared/refusal.ts'
import { subjectOf, topicOf, type InputTopic } from '../../topology.ts'
import type { Context, Parts } from '../context.ts'
import { withRegistry } from '../reach.ts'
import { readRows } from './rows.ts'

export interface ImportOptions {
  readonly mapping: string
  readonly delimiter: string
  readonly dryRun: boolean
  /** Gets a line for each row that is not taken. */
  readonly errors?: string
}

const batchRecords = 500
const shownErrors = 5

/** Publishes the rows of a CSV file as events. Rows that are no valid events are named, the others imported; the exit code is 1 where there was any. */
export async function importCsv(context: Context, file: string, options: ImportOptions): Promise<void> {
  const size = statSync(file, { throwIfNoEntry: false })?.size
  if (size === undefined) throw new Refusal(`There is no file ${file}.`, 'Give the path of a CSV file.', 2)
  const mapping = readMapping(options.mapping)
  if (options.dryRun) return run(context, { file, size, options, mapping, destination: nowhere })
  await context.withParts(async (parts) => {
    const destination = await openDestination(parts, mapping.topic)
    try {
      await run(context, { file, size, options, mapping, destination })
    } finally {
      await destination.close()
    }
  })
}

/** Where the events of an import go. */
interface Destination {
  readonly target: Target
  send(records: readonly OutRecord[]): Promise<void>
  close(): Promise<void>
}

/** A dry run's: everything is judged as if it went out. */
const nowhere: Destination = { target: { topic: '', partitions: 1, schemaId: 0 }, send: async () => {}, close: async () => {} }

async function openDestination({ config: { deployment }, kafka, reader, registry }: Parts, name: InputTopic): Promise<Destination> {
  const topic = topicOf(deployment, name)
  const partitions = (await reader.offsets({ topic })).length
  const schemaId = await withRegistry(contractId(registry, subjectOf(deployment, name), contractOf(name)))
  const cluster = kafka.cluster()
  const producer = await openProducer(cluster)
  return { target: { topic, partitions, schemaId }, send: async (records) => void await producer.send(records), close: () => cluster.disconnect() }
}

interface Import {
  readonly file: string
  /** Bytes. */
  readonly size: number
  readonly options: ImportOptions
  readonly mapping: Mapping
  readonly destination: Destination
}

async function run({ terminal, signal }: Context, { file, size, options, mapping, destination: { target, send } }: Import): Promise<void> {
  const faults = new Faults(options.errors)
  const progress = terminal.progress(size, 'bytes')
  const waiting: Taken[] = []
  let [taken, passed] = [0, 0]
  const flush = async () => {
    await send(waiting.map(({ record }) => record))
    taken += waiting.length
    waiting.length = 0
  }
  for await (const { line, bytes, result } of readRows(file, options.delimiter, mapping, createIntake(mapping.topic, target), Date.now())) {
    if (result === 'not wanted') passed++
    else if ('code' in result) faults.note(line, result.code, result.reason)
    else waiting.push(result)
    if (waiting.length >= batchRecords) await flush()
    progress.update(bytes, `${taken} events${faults.count > 0 ? `, ${faults.count} rows not taken` : ''}`)
    if (signal.aborted) break
  }
  await flush()
  progress.end()
  await faults.close()
  for (const each of faults.first) terminal.note(terminal.color.red(each))
  terminal.print(`${taken} events ${options.dryRun ? 'would be' : 'were'} published to ${mapping.topic}${passed > 0 ? `; ${passed} rows are none by the mapping` : ''}${signal.aborted ? '; stopped: repeat it, what was published is known again' : ''}.`)
  if (faults.count === 0) return
  throw new Refusal(`${faults.count} rows were not taken`, options.errors === undefined ? 'With --errors FILE all of them are written down, with line and reason.' : `${options.errors} names them; mend them, and import the file again: the others are known by their ids.`, 1)
}

/** Rows that were not taken: the first few for the screen, all of them for the file. */
class Faults {
  readonly first: string[] = []
  count = 0
  readonly #file: WriteStream | null

  constructor(path: string | undefined) {
    this.#file = path === undefined ? null : createWriteStream(path)
    this.#file?.write('line,code,reason\n')
  }

  note(line: number, code: string, reason: string): void {
    this.count++
    if (this.first.length < shownErrors) this.first.push(`line ${line}: ${code}, ${reason}`)
    this.#file?.write(`${line},${code},"${reason.replaceAll('"', '""')}"\n`)
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => (this.#file === null ? resolve() : this.#file.on('error', reject).end(resolve)))
  }
}
