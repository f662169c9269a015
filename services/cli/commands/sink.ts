import { Command, InvalidArgumentError, Option } from 'commander'
import { openClickHouse, quotedName } from '../../shared/clickhouse.ts'
import { patiently } from '../../shared/kafka/back-off.ts'
import { faultOf } from '../../shared/kafka/errors.ts'
import { Refusal } from '../../shared/refusal.ts'
import { checkLastRead, formatMetadata, groupOf, parseMetadata, tables } from '../../sink/by-hand.ts'
import { topicOf } from '../../topology.ts'
import { confirmed } from '../confirm.ts'
import type { CliConfig } from '../config.ts'
import type { Context, Parts } from '../context.ts'

type Stored = (typeof tables)[number]

interface Options {
  readonly topic: string
  readonly partition: number
  readonly yes: boolean
}

function partition(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It is the number of a partition.')
  return Number(text)
}

/** `cx sink adopt`: gives a sink whose position was lost the one that ClickHouse's own rows tell. */
export const sinkCommand = (context: Context): Command =>
  new Command('sink').description('Where the sink stands in what it stores.').addCommand(
    new Command('adopt')
      .description('Sets the sink\'s lost position of one partition behind the last row that ClickHouse holds of it.')
      .addOption(new Option('--topic <name>', 'topic').choices(tables.map(({ topic }) => topic)).makeOptionMandatory())
      .addOption(new Option('--partition <number>', 'partition').argParser(partition).makeOptionMandatory())
      .option('--yes', 'do not ask', false)
      .action((options: Options) => adopt(context, options)),
  )

async function adopt({ terminal, withParts }: Context, { topic, partition, yes }: Options): Promise<void> {
  await withParts(async (parts) => {
    const table = tables.find((each) => each.topic === topic)!
    const name = topicOf(parts.config.deployment, table.topic)
    const groupId = groupOf(parts.config.deployment, table)
    const last = await lastStored(parts.config, table, partition)
    if (last === null) throw new Refusal(`ClickHouse holds no row of partition ${partition} of ${name}: there is no position to adopt.`, 'The sink starts without one.')
    await checkLog(parts, name, partition, last)
    const before = await positionBefore(parts, groupId, name, partition)
    const next = last.offset + 1
    terminal.note(`The sink's position in partition ${partition} of ${name} becomes ${next} (it is ${before < 0 ? 'not set' : before}): records before it count as stored.`)
    if (!(await confirmed(terminal, 'Set it?', yes))) return
    await commit(parts, groupId, name, partition, last)
    terminal.print(`Set. Start the sink of "${parts.config.deployment}" again.`)
  })
}

/** A record whose row ClickHouse holds: its offset, and its time on the broker (epoch ms). */
interface Row {
  readonly offset: number
  readonly at: number
}

/** The last of that partition; null where there is none. */
async function lastStored(config: CliConfig, { table }: Stored, partition: number): Promise<Row | null> {
  const client = openClickHouse({
    url: config.clickhouseUrl, username: config.clickhouseUser, password: config.clickhousePassword, application: 'cx-cli', timeoutMs: 60_000,
  })
  try {
    const result = await client.query({
      query: `SELECT count() AS rows, max(record_offset) AS last, toUnixTimestamp64Milli(argMax(recorded_at, record_offset)) AS at FROM ${quotedName(config.deployment)}.${table} WHERE record_partition = {partition:UInt32}`,
      query_params: { partition }, format: 'JSONEachRow',
    })
    const [row] = await result.json<{ rows: string | number; last: string | number; at: string | number }>()
    return Number(row!.rows) === 0 ? null : { offset: Number(row!.last), at: Number(row!.at) }
  } catch (error) {
    throw new Refusal(`ClickHouse at ${config.clickhouseUrl} cannot be asked: ${(error as Error).message}`, 'Set CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.', 1)
  } finally {
    await client.close()
  }
}

/** Rows from before the topic was recreated tell nothing about the new one. */
async function checkLog({ reader }: Parts, topic: string, partition: number, last: Row): Promise<void> {
  const range = (await reader.offsets({ topic })).find((each) => each.partition === partition)
  if (!range) throw new Refusal(`${topic} has no partition ${partition}.`, 'Give one of those it has.', 2)
  if (last.offset < range.high) return checkLastRead(reader.readOne, topic, partition, last)
  throw new Refusal(`ClickHouse holds rows up to offset ${last.offset}, but partition ${partition} of ${topic} ends at ${range.high}: the topic was recreated since.`,
    'Offsets of the new topic would be taken for those of the old: use another deployment name, and replay into it.')
}

/** What the sink has committed; -1: nothing. Throws a Refusal where it left a batch open: that position is not lost, and setting another would forget the batch. */
async function positionBefore({ kafka }: Parts, groupId: string, topic: string, partition: number): Promise<number> {
  const admin = kafka.kafka({ retries: 3 }).admin()
  await admin.connect()
  const found = await patiently(() => admin.fetchOffsets({ groupId, topics: [topic] }), { maxTries: 12 }).finally(() => admin.disconnect())
  const committed = found[0]?.partitions.find((each) => each.partition === partition)
  const { intent } = parseMetadata(committed?.metadata ?? '')
  if (!intent) return Number(committed?.offset ?? -1)
  throw new Refusal(
    `The sink's position in partition ${partition} of ${topic} is not lost: it has a batch open there, offsets ${intent.from} to ${intent.to}, and does it again when it is started.`,
    'Start the sink. If ClickHouse lacks rows after that: cx rebuild clickhouse')
}

/** A commit outside of any generation: Kafka takes it only while the group has no member. Touches no other partition's commit. */
async function commit({ kafka, config }: Parts, groupId: string, topic: string, partition: number, last: Row): Promise<void> {
  const cluster = kafka.cluster()
  try {
    await cluster.connect()
    await patiently(async () => {
      const coordinator = await cluster.findGroupCoordinator({ groupId })
      return coordinator.offsetCommit({
        groupId, groupGenerationId: -1, memberId: '', topics: [{ topic, partitions: [{ partition, offset: String(last.offset + 1), metadata: formatMetadata({ intent: null, lastRead: last }) }] }],
      })
    }, { maxTries: 12 })
  } catch (error) {
    if (faultOf(error).code !== 'UNKNOWN_MEMBER_ID') throw error
    throw new Refusal(`The sink of "${config.deployment}" is running: its position cannot be moved under it.`, 'Stop it, and repeat this.')
  } finally {
    await cluster.disconnect()
  }
}
