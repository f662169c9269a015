import { Command, InvalidArgumentError, Option } from 'commander'
import { openClickHouse, quotedName } from '../../shared/clickhouse.ts'
import { patiently } from '../../shared/kafka/back-off.ts'
import { groupOffsets } from '../../shared/kafka/group-offsets.ts'
import { faultOf } from '../../shared/kafka/errors.ts'
import { Refusal } from '../../shared/refusal.ts'
import { topicOf } from '../../topology.ts'
import { confirmed } from '../confirm.ts'
import type { CliConfig } from '../config.ts'
import type { Context, Parts } from '../context.ts'

/** What the sink stores, and the table that says up to where. */
const stored = { interactions: 'interactions', scores: 'score_history', alerts: 'alert_events', 'failed-events': 'failed_events' } as const
type StoredTopic = keyof typeof stored

interface Options {
  readonly topic: StoredTopic
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
      .addOption(new Option('--topic <name>', 'topic').choices(Object.keys(stored)).makeOptionMandatory())
      .addOption(new Option('--partition <number>', 'partition').argParser(partition).makeOptionMandatory())
      .option('--yes', 'do not ask', false)
      .action((options: Options) => adopt(context, options)),
  )

async function adopt({ terminal, withParts }: Context, { topic, partition, yes }: Options): Promise<void> {
  await withParts(async (parts) => {
    const name = topicOf(parts.config.deployment, topic)
    const next = await nextOffset(parts.config, stored[topic], partition)
    if (next === null) throw new Refusal(`ClickHouse holds no row of partition ${partition} of ${name}: there is no position to adopt.`, 'The sink starts without one.')
    await checkLog(parts, name, partition, next)
    const before = await committedOffset(parts, name, partition)
    terminal.note(`The sink's position in partition ${partition} of ${name} becomes ${next} (it is ${before < 0 ? 'not set' : before}): records before it count as stored.`)
    if (!(await confirmed(terminal, 'Set it?', yes))) return
    await commit(parts, name, partition, next)
    terminal.print(`Set. Start the sink of "${parts.config.deployment}" again.`)
  })
}

/** Behind the last row of that partition; null where there is none. */
async function nextOffset(config: CliConfig, table: string, partition: number): Promise<number | null> {
  const client = openClickHouse({
    url: config.clickhouseUrl, username: config.clickhouseUser, password: config.clickhousePassword, application: 'cx-cli', timeoutMs: 60_000,
  })
  try {
    const result = await client.query({
      query: `SELECT count() AS rows, max(record_offset) AS last FROM ${quotedName(config.deployment)}.${table} WHERE record_partition = {partition:UInt32}`,
      query_params: { partition }, format: 'JSONEachRow',
    })
    const [row] = await result.json<{ rows: string | number; last: string | number }>()
    return Number(row!.rows) === 0 ? null : Number(row!.last) + 1
  } catch (error) {
    throw new Refusal(`ClickHouse at ${config.clickhouseUrl} cannot be asked: ${(error as Error).message}`, 'Set CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.', 1)
  } finally {
    await client.close()
  }
}

/** Rows from before the topic was recreated tell nothing about the new one. */
async function checkLog({ reader }: Parts, topic: string, partition: number, next: number): Promise<void> {
  const range = (await reader.offsets({ topic })).find((each) => each.partition === partition)
  if (!range) throw new Refusal(`${topic} has no partition ${partition}.`, 'Give one of those it has.', 2)
  if (next <= range.high) return
  throw new Refusal(`ClickHouse holds rows up to offset ${next - 1}, but partition ${partition} of ${topic} ends at ${range.high}: the topic was recreated since.`,
    'Offsets of the new topic would be taken for those of the old: use another deployment name, and replay into it.')
}

const groupOf = (deployment: string) => `${deployment}-sink`

async function committedOffset({ kafka, config }: Parts, topic: string, partition: number): Promise<number> {
  const admin = kafka.kafka({ retries: 3 }).admin()
  await admin.connect()
  const found = await groupOffsets(admin, groupOf(config.deployment), [topic]).finally(() => admin.disconnect())
  return found.get(topic)?.get(partition) ?? -1
}

/** A commit outside of any generation: Kafka takes it only while the group has no member. Touches no other partition's commit. */
async function commit({ kafka, config }: Parts, topic: string, partition: number, next: number): Promise<void> {
  const groupId = groupOf(config.deployment)
  const cluster = kafka.cluster()
  try {
    await cluster.connect()
    await patiently(async () => {
      const coordinator = await cluster.findGroupCoordinator({ groupId })
      return coordinator.offsetCommit({
        groupId, groupGenerationId: -1, memberId: '', topics: [{ topic, partitions: [{ partition, offset: String(next), metadata: '' }] }],
      })
    }, { maxTries: 12 })
  } catch (error) {
    if (faultOf(error).code !== 'UNKNOWN_MEMBER_ID') throw error
    throw new Refusal(`The sink of "${config.deployment}" is running: its position cannot be moved under it.`, 'Stop it, and repeat this.')
  } finally {
    await cluster.disconnect()
  }
}
