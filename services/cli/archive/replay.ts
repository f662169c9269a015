import { prepareDeployment } from '../../setup/by-hand.ts'
import { createLog } from '../../shared/log.ts'
import { partitionFor } from '../../shared/kafka/partitioner.ts'
import { Refusal } from '../../shared/refusal.ts'
import { topicOf } from '../../topology.ts'
import type { Context, Parts } from '../context.ts'
import { openArchive, stopped, type Archive, type ArchivedPartition, type ArchivedRecord } from './archive.ts'
import { History, settingsOf } from './history.ts'
import { checkTarget, openTarget, type Target } from './target.ts'

export interface ArchiveReplayOptions {
  /** The deployment to be made. */
  readonly into: string
  /** Whose archive is read; default: the one that the environment names. */
  readonly fromDeployment?: string
  /** Where the archive is; default: the ClickHouse that the environment names. */
  readonly clickhouse?: string
}

/** `cx replay clickhouse`: makes a deployment with the timeline that another one has archived. Throws a Refusal where it cannot have the same. */
export async function replayArchive(context: Context, { into, fromDeployment, clickhouse }: ArchiveReplayOptions): Promise<void> {
  await context.withParts(async (parts) => {
    const { deployment, clickhouseUrl, clickhouseUser: username, clickhousePassword: password } = parts.config
    const source = fromDeployment ?? deployment
    if (into === source) throw new Refusal(`"${into}" cannot be replayed into itself: groups, transactional ids and tokens would be those of what it was.`, 'Choose another name for --into.')
    const archive = openArchive({ url: clickhouse ?? clickhouseUrl, username, password }, source, context.signal)
    try {
      const partitions = await archive.partitions()
      await prepare(parts, into, partitions, settingsOf(await archive.latestSettings()).sources)
      const target = await openTarget(parts, into).catch(gaveUp)
      try {
        const history = await copyAll(context, { archive, target, partitions })
        await settle(target, history).catch(gaveUp)
      } finally {
        await target.close()
      }
      report(context, { source, into, partitions })
    } finally {
      await archive.close()
    }
  })
}

/** Topics, schemas and tables, as the set-up makes them, with as many partitions as those of which the timeline was made. */
async function prepare({ kafka, registry, config }: Parts, deployment: string, { length }: readonly ArchivedPartition[], sources: readonly { readonly topic: string; readonly partitions: number }[]): Promise<void> {
  const byContact = sources.find(({ topic }) => topic === 'by-contact')
  const inputs = sources.filter((each) => each !== byContact).map(({ partitions }) => partitions)
  const admin = kafka.kafka({ retries: 3 }).admin()
  await admin.connect()
  try {
    await checkTarget(admin, deployment, length)
    await prepareDeployment({
      deployment, admin, registry, timelinePartitions: length, inputPartitions: Math.max(...inputs), byContactPartitions: byContact?.partitions ?? 1,
      clickhouse: { url: config.clickhouseUrl, username: config.clickhouseUser, password: config.clickhousePassword }, log: createLog('cli', { level: 'silent' }),
    })
  } finally {
    await admin.disconnect()
  }
}

interface Copying {
  readonly archive: Archive
  readonly target: Target
  readonly partitions: readonly ArchivedPartition[]
}

/** One partition after the other; what is there already is compared. */
async function copyAll({ terminal, signal }: Context, { archive, target, partitions }: Copying): Promise<History> {
  const history = new History()
  const progress = terminal.progress(partitions.reduce((sum, { from, until }) => sum + until - from, 0), 'records')
  let done = 0
  try {
    for (const of of partitions) {
      const copied = (records: number) => progress.update(done += records, `partition ${of.partition}`)
      await copy({ archive, target, of, among: partitions.length, history, signal, copied })
    }
  } catch (error) {
    return gaveUp(error)
  } finally {
    progress.end()
  }
  return history
}

interface PartitionCopy extends Pick<Copying, 'archive' | 'target'> {
  readonly of: ArchivedPartition
  /** How many partitions there are. */
  readonly among: number
  readonly history: History
  readonly signal: AbortSignal
  readonly copied: (records: number) => void
}

/** The next records are read while those before are written. How far an earlier replay came is what the topic holds. */
async function copy({ archive, target, of, among, history, signal, copied }: PartitionCopy): Promise<void> {
  const into = target.partition('timeline', of.partition)
  const held = await into.held()
  if (held > of.until - of.from) throw new Refusal(`Partition ${of.partition} of the new timeline goes on behind the archive (${held} records, archived are ${of.until - of.from}): the deployment is live, and a replay into it is refused.`, 'Choose another name for --into.')
  let next = of.from
  let coming = archive.read(of, next)
  for (;;) {
    const records = await coming
    if (records.length === 0) return
    if (signal.aborted) throw stopped()
    const at = next - of.from
    next += records.length
    coming = archive.read(of, next)
    // Its error is thrown where it is awaited.
    coming.catch(() => {})
    for (const record of records) {
      if (record.key !== null && partitionFor(record.key, among) !== of.partition) throw strayed(record, of.partition, among)
      if (record.value !== null) history.note(record.value)
    }
    const there = Math.min(Math.max(0, held - at), records.length)
    if (there > 0) await into.compare(at, records.slice(0, there))
    if (there < records.length) await into.append(at + there, records.slice(there))
    copied(records.length)
  }
}

const strayed = ({ offset }: ArchivedRecord, partition: number, among: number): Refusal => new Refusal(
  `The record at offset ${offset} of partition ${partition} would not be in that one of ${among}: the archive lacks whole partitions.`,
  'Put back what Kafka still has: npm run cx -- rebuild clickhouse --table timeline_archive')

/** Last, so that no enricher begins before the timeline is whole. */
async function settle(target: Target, history: History): Promise<void> {
  const records = history.settingsTopic().map((value) => ({ key: null, value, headers: {} }))
  const settings = target.partition('settings', 0)
  const held = await settings.held()
  await settings.compare(0, records.slice(0, held))
  if (held < records.length) await settings.append(held, records.slice(held))
}

function gaveUp(error: unknown): never {
  if (error instanceof Refusal) throw error
  throw new Refusal(`The replay was given up: ${(error as Error).message.split('\n')[0]}`, 'The same command goes on from here.', 1)
}

function report({ terminal }: Context, { source, into, partitions }: { readonly source: string; readonly into: string; readonly partitions: readonly ArchivedPartition[] }): void {
  const records = partitions.reduce((sum, { from, until }) => sum + until - from, 0)
  const until = new Date(Math.max(...partitions.map(({ lastAt }) => lastAt))).toISOString()
  terminal.print(`${topicOf(into, 'timeline')} has ${records.toLocaleString('en')} records in ${partitions.length} partitions, byte for byte those that "${source}" archived up to ${until}.`)
  const later = partitions.filter(({ from }) => from > 0)
  if (later.length === 0) terminal.print('Their offsets are the same: what a scorer makes of them is too.')
  else terminal.note(`Their offsets are lower by ${later.map(({ partition, from }) => `${from} in partition ${partition}`).join(', ')}: the archive, or its first settings, begin there. Scores know nothing of what came before.`)
  terminal.print(`Its scorer: CX_DEPLOYMENT=${into} npx node services/scorer/main.ts; its sink: CX_DEPLOYMENT=${into} npx node services/sink/main.ts`)
}
