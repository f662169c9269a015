import { Command, InvalidArgumentError } from 'commander'
import { groupOf, openByHand, type ByHand } from '../../sink/by-hand.ts'
import { openClickHouse } from '../../shared/clickhouse.ts'
import { groupOffsets } from '../../shared/kafka/group-offsets.ts'
import { createLog } from '../../shared/log.ts'
import { Refusal } from '../../shared/refusal.ts'
import { topicOf } from '../../topology.ts'
import type { Context, Parts } from '../context.ts'
import type { Progress } from '../terminal.ts'

interface Options {
  readonly table?: readonly string[]
  readonly from?: number
}

type Facts = ByHand['facts'][number]
type Derived = ByHand['derived'][number]
/** Part of a topic that a sink has stored. */
type StoredRange = Parameters<Facts['fromTopic']>[0]

function time(text: string): number {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw new InvalidArgumentError('It is a time, such as 2026-10-01 or 2026-10-01T12:00:00Z.')
  return ms
}

/** `cx rebuild clickhouse`: makes ClickHouse's tables agree with the topics, and those derived with their facts. */
export const rebuildCommand = (context: Context): Command =>
  new Command('rebuild').description('Puts right what a store has lost.').addCommand(
    new Command('clickhouse')
      .description('Holds ClickHouse\'s tables against the topics, as far back as these go, and derived tables against their facts; puts back what is lacking. The sink may run meanwhile.')
      .option('--table <names...>', 'only these, e.g. interactions or experience_by_day; default: all')
      .option('--from <time>', 'only records since then, and months from its month on', time)
      .addHelpText('after', `
Nothing is deleted and nothing is there twice afterwards, however often it is run; what was put right before a
Ctrl-C stays so. Of two that come to the same partition at a time, the earlier one ends. Facts that Kafka's
retention has taken cannot be put back. Where a TTL has taken facts from a month, the sums of that month are
made to agree with what is left: give a later --from.`)
      .action((options: Options) => rebuild(context, options)),
  )

async function rebuild(context: Context, options: Options): Promise<void> {
  await context.withParts(async (parts) => {
    const { clickhouseUrl: url, clickhouseUser: username, clickhousePassword: password, deployment: database } = parts.config
    const client = openClickHouse({ url, username, password, application: 'cx-rebuild', timeoutMs: 600_000 })
    try {
      const { facts, derived } = await openByHand({ client, database, reader: parts.reader, registry: parts.registry, log: createLog('cli', { level: 'silent' }) })
      const wanted = choose(options.table, [...facts, ...derived].map(({ name }) => name))
      for (const each of facts) if (wanted(each.name)) await fromTopic(context, parts, each, options.from ?? 0)
      for (const each of derived) if (wanted(each.name)) await fromFacts(context, each, options.from)
    } catch (error) {
      if (error instanceof Refusal || context.signal.aborted) throw error
      throw new Refusal(`ClickHouse at ${url} gave this up: ${(error as Error).message.split('\n')[0]}`, 'What was put right stays so; run it again.', 1)
    } finally {
      await client.close()
    }
  })
}

/** Whether a table is wanted. Throws a Refusal for names that are none. */
function choose(asked: readonly string[] | undefined, known: readonly string[]): (name: string) => boolean {
  const strangers = asked?.filter((name) => !known.includes(name)) ?? []
  if (strangers.length > 0) throw new Refusal(`There is no table ${strangers.join(', ')} to be rebuilt.`, `There are: ${known.join(', ')}.`, 2)
  return (name) => asked === undefined || asked.includes(name)
}

async function fromTopic({ terminal, signal }: Context, parts: Parts, facts: Facts, from: number): Promise<void> {
  const ranges = await storedRanges(parts, facts, from)
  const total = ranges.reduce((sum, range) => sum + range.until - range.from, 0)
  const progress = terminal.progress(total)
  const sum = { compared: 0, putBack: 0, surplus: 0, settled: 0 }
  for (const range of ranges) {
    const found = await facts.fromTopic(range, { signal, onProgress: (records) => progress.update(sum.compared += records, facts.name) })
    for (const key of ['putBack', 'surplus', 'settled'] as const) sum[key] += found[key]
  }
  progress.end()
  const twice = sum.surplus > 0 ? `, ${sum.surplus} MORE THAN ONCE there` : ''
  terminal.print(`${facts.name.padEnd(22)} ${sum.compared.toLocaleString('en')} records compared, ${sum.putBack} put back, ${sum.settled} put right in sums${twice}`)
}

/** What the sink has stored of a topic and the topic still has, from a time (epoch ms) on. */
async function storedRanges({ kafka, config, reader }: Parts, facts: Facts, from: number): Promise<StoredRange[]> {
  const topic = topicOf(config.deployment, facts.topic)
  const admin = kafka.kafka({ retries: 3 }).admin()
  await admin.connect()
  try {
    const [committed, starts, held] = await Promise.all([groupOffsets(admin, groupOf(config.deployment, facts), [topic]), admin.fetchTopicOffsetsByTimestamp(topic, from), reader.offsets({ topic })])
    const startOf = new Map(starts.map(({ partition, offset }) => [partition, Number(offset)]))
    return held.map(({ partition, low }): StoredRange => ({ topic, partition, from: Math.max(low, startOf.get(partition) ?? low), until: committed.get(topic)?.get(partition) ?? -1 })).filter((range) => range.until > range.from)
  } finally {
    await admin.disconnect()
  }
}

async function fromFacts({ terminal }: Context, { name, facts, kind, fromFacts: make }: Derived, from: number | undefined): Promise<void> {
  const month = from === undefined ? null : new Date(from).toISOString().slice(0, 7).replace('-', '')
  let progress: Progress | null = null
  const settled = await make({ from: month, onMonth: (done, months, total) => (progress ??= terminal.progress(total, 'months')).update(months, `${name} ${done}`) })
  ;(progress as Progress | null)?.end()
  terminal.print(`${name.padEnd(22)} ${kind === 'sums' ? `held against ${facts}, ${settled} put right` : `written again from ${facts}`}`)
}
