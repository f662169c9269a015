import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inputTopics, topicOf } from '../../topology.ts'
import type { LogReader } from '../kafka/read.ts'
import type { LogRecord } from '../kafka/log-record.ts'

/** How far a play has come in a deployment. A play's name tells it from others. */
export interface Position {
  /** Slices that begin before it (epoch ms) were taken in. */
  readonly slice: number
  /** For a play that depends on when it was begun: that moment, epoch ms. */
  readonly began?: number
}

const playHeader = 'cx-play'
const sliceHeader = 'cx-slice'
const beganHeader = 'cx-began'

/** What every record of a slice carries, so that the topics themselves say how far a play has come. */
export const positionHeaders = (play: string, { slice, began }: Position): Record<string, string> =>
  ({ [playHeader]: play, [sliceHeader]: String(slice), ...(began === undefined ? {} : { [beganHeader]: String(began) }) })

/** The position that a record of the play carries; null for every other record. */
function positionIn({ headers }: LogRecord, play: string): Position | null {
  const slice = Number(headers[sliceHeader]?.toString())
  if (headers[playHeader]?.toString() !== play || !Number.isFinite(slice)) return null
  const began = Number(headers[beganHeader]?.toString())
  return Number.isFinite(began) ? { slice, began } : { slice }
}

/** The one that is further; a position is further than none. */
const further = (a: Position | null, b: Position | null): Position | null => (a && b ? (b.slice > a.slice ? b : a) : a ?? b)

/** How many of a partition's last records are searched for the play's last slice: others may have published behind it. */
const lookBack = 500

/**
 * The last position that a record in the deployment's input topics carries; null where there is none, or it is gone by retention. Its slice
 * may be incomplete. `untouched`: none of the topics has ever had a record.
 */
async function positionInTopics(reader: LogReader, deployment: string, play: string): Promise<{ readonly position: Position | null; readonly untouched: boolean }> {
  let position: Position | null = null
  let untouched = true
  for (const topic of inputTopics.map((name) => topicOf(deployment, name))) {
    for (const { partition, low, high } of await reader.offsets({ topic })) {
      if (high > 0) untouched = false
      if (high === low) continue
      await reader.readPartition({
        topic, partition, from: Math.max(low, high - lookBack), until: 'end',
        onRecords: (records) => { for (const record of records) position = further(position, positionIn(record, play)) },
      })
    }
  }
  return { position, untouched }
}

const fileOf = (folder: string, deployment: string, play: string) => join(folder, 'playback', `${deployment}-${play.replaceAll(/[^a-z0-9-]/gi, '_')}.json`)

/** What savePosition wrote last; null where there is nothing, or nothing that can be read. */
async function savedPosition(folder: string, deployment: string, play: string): Promise<Position | null> {
  const text = await readFile(fileOf(folder, deployment, play), 'utf8').catch(() => null)
  if (text === null) return null
  try {
    const position = JSON.parse(text) as Partial<Position>
    return Number.isFinite(position.slice) ? position as Position : null
  } catch {
    return null
  }
}

/** Keeps the position; whole or not at all. */
export async function savePosition(folder: string, deployment: string, play: string, position: Position): Promise<void> {
  const file = fileOf(folder, deployment, play)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.new`, JSON.stringify(position))
  await rename(`${file}.new`, file)
}

/**
 * Where a play goes on: the later of what the file and the topics say; null: at its beginning. A deployment whose input topics have never
 * had a record is new, whatever a file of an earlier one of the same name says.
 */
export async function findPosition(reader: LogReader, folder: string, deployment: string, play: string): Promise<Position | null> {
  const { position, untouched } = await positionInTopics(reader, deployment, play)
  return untouched ? null : further(position, await savedPosition(folder, deployment, play))
}
