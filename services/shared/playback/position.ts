import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inputTopics, topicOf } from '../../topology.ts'
import type { LogReader } from '../kafka/read.ts'
import type { LogRecord } from '../kafka/log-record.ts'

/** How far a play has come in a deployment: slices that begin before `slice` (epoch ms) were taken in. A play's name tells it from others. */
export interface Position {
  readonly slice: number
}

const playHeader = 'cx-play'
const sliceHeader = 'cx-slice'

/** What every record of a slice carries, so that the topics themselves say how far a play has come. */
export const positionHeaders = (play: string, slice: number): Record<string, string> => ({ [playHeader]: play, [sliceHeader]: String(slice) })

/** How many of a partition's last records are searched for the play's last slice: others may have published behind it. */
const lookBack = 500

/**
 * The last slice of which a record stands in the deployment's input topics; null where there is none, or it is gone by retention.
 * The slice may be incomplete.
 */
export async function lastSliceIn(reader: LogReader, deployment: string, play: string): Promise<{ readonly slice: number | null; readonly untouched: boolean }> {
  let slice: number | null = null
  let untouched = true
  const judge = ({ headers }: LogRecord) => {
    const value = Number(headers[sliceHeader]?.toString())
    if (headers[playHeader]?.toString() === play && Number.isFinite(value)) slice = Math.max(slice ?? value, value)
  }
  for (const topic of inputTopics.map((name) => topicOf(deployment, name))) {
    for (const { partition, low, high } of await reader.offsets({ topic })) {
      if (high > 0) untouched = false
      if (high > low) await reader.readPartition({ topic, partition, from: Math.max(low, high - lookBack), until: 'end', onRecords: (records) => records.forEach(judge) })
    }
  }
  return { slice, untouched }
}

const fileOf = (folder: string, deployment: string, play: string) => join(folder, 'playback', `${deployment}-${play.replaceAll(/[^a-z0-9-]/gi, '_')}.json`)

/** What savePosition wrote last; null where there is nothing, or nothing that can be read. */
export async function savedPosition(folder: string, deployment: string, play: string): Promise<Position | null> {
  const text = await readFile(fileOf(folder, deployment, play), 'utf8').catch(() => null)
  if (text === null) return null
  try {
    const { slice } = JSON.parse(text) as Partial<Position>
    return Number.isFinite(slice) ? { slice: slice! } : null
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
  const { slice, untouched } = await lastSliceIn(reader, deployment, play)
  if (untouched) return null
  const saved = await savedPosition(folder, deployment, play)
  const found = Math.max(slice ?? -Infinity, saved?.slice ?? -Infinity)
  return Number.isFinite(found) ? { slice: found } : null
}
