import type { ClickHouseClient } from '@clickhouse/client'
import { Command, InvalidArgumentError } from 'commander'
import { deliveryTable, rebuildDeliveries } from '../../notifier/by-hand.ts'
import { groupOf, openByHand, type ByHand } from '../../sink/by-hand.ts'
import { openClickHouse } from '../../shared/clickhouse.ts'
import { createLog } from '../../shared/log.ts'
import { faultList, Refusal } from '../../shared/refusal.ts'
import { topicOf } from '../../topology.ts'
import type { Context, Parts } from '../context.ts'
import { recordsIn, storedRanges } from '../stored-ranges.ts'
import type { Progress } from '../terminal.ts'

interface Options {
  readonly table?: readonly string[]
  readonly from?: number
}

type Facts = ByHand['facts'][number]
type Derived = ByHand['derived'][number]

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
Ctrl-C stays so, and it says how to go on. Of two that come to the same partition at a time, the earlier one
ends. Facts that Kafka's retention has taken cannot be put back. Where a TTL has taken facts from a month, the
sums of that month are made to agree with what is left: give a later --from. Facts that were there more than
once before stay so: they are named, with what to do about them, and it ends with exit code 1.`)
      .action((options: Options) => rebuild(context, options)),
  )

async function rebuild(context: Context, options: Options): Promise<void> {
  await context.withParts(async (parts) => {
    const { clickhouseUrl: url, clickhouseUser: username, clickhousePassword: password, deployment: database } = parts.config
    const client = openClickHouse({ url, username, password, application: 'cx-rebuild', timeoutMs: 600_000 })
    let left: readonly Step[] = []
    try {
      const { facts, derived } = await openByHand({ client, database, reader: parts.reader, registry: parts.registry, log: createLog('cli', { level: 'silent' }) })
      const twice: RowsTwice[] = []
      left = chosen(options.table, [
        ...facts.map((each) => ({ name: each.name, run: async () => { twice.push(...await fromTopic(context, parts, each, options.from ?? 0)) } })),
        { name: deliveryTable, run: () => deliveries(context, parts, client, options.from ?? 0) },
        ...derived.map((each) => ({ name: each.name, run: () => fromFacts(context, each, options.from) })),
      ])
      for (; left.length > 0; left = left.slice(1)) {
        context.signal.throwIfAborted()
        await left[0]!.run()
      }
      if (twice.length > 0) throw moreThanOnce(database, twice)
    } catch (error) {
      if (error instanceof Refusal) throw error
      const goOn = `What was put right stays so; go on with: cx rebuild clickhouse${left.length > 0 ? ` --table ${left.map(({ name }) => name).join(' ')}` : ''}${options.from === undefined ? '' : ` --from ${new Date(options.from).toISOString()}`}`
      throw new Refusal(context.signal.aborted ? 'Stopped before the end.' : `ClickHouse at ${url} gave this up: ${(error as Error).message.split('\n')[0]}`, goOn, 1)
    } finally {
      await client.close()
    }
  })
}

/** What is done for one table. */
interface Step {
  readonly name: string
  readonly run: () => Promise<void>
}

/** Between these offsets of a partition, both included, a table has rows more often than once. */
interface RowsTwice {
  readonly table: string
  readonly partition: number
  readonly first: number
  readonly last: number
}

/** A person's decision: what is deleted here is put back only while Kafka has it. */
const moreThanOnce = (database: string, twice: readonly RowsTwice[]): Refusal => new Refusal(
  faultList('ClickHouse holds rows more than once', twice.map(({ table, partition, first, last }) => `${table}, partition ${partition}, offsets ${first} to ${last}`)),
  `While Kafka still has them, delete those rows, and run this again, which puts each back once:
${twice.map(({ table, partition, first, last }) => `  ALTER TABLE ${database}.${table} DELETE WHERE record_partition = ${partition} AND record_offset BETWEEN ${first} AND ${last} SETTINGS mutations_sync = 1`).join('\n')}
If the sink has told of them (alarm RowsMoreThanOnce), restart it then: its count begins at 0.`, 1)

/** The steps of the tables asked for. Throws a Refusal for names that are none. */
function chosen(asked: readonly string[] | undefined, steps: readonly Step[]): readonly Step[] {
  const strangers = asked?.filter((name) => !steps.some((step) => step.name === name)) ?? []
  if (strangers.length > 0) throw new Refusal(`There is no table ${strangers.join(', ')} to be rebuilt.`, `There are: ${steps.map(({ name }) => name).join(', ')}.`, 2)
  return steps.filter(({ name }) => asked === undefined || asked.includes(name))
}

/** Gives where the table has rows more often than once. */
async function fromTopic({ terminal, signal }: Context, parts: Parts, facts: Facts, from: number): Promise<RowsTwice[]> {
  const { deployment } = parts.config
  const ranges = await storedRanges(parts, { topic: topicOf(deployment, facts.topic), group: groupOf(deployment, facts), from })
  const progress = terminal.progress(recordsIn(ranges))
  const sum = { compared: 0, putBack: 0, surplus: 0, settled: 0 }
  const twice = new Map<number, RowsTwice>()
  for (const range of ranges) {
    const { partition } = range
    // Offsets rise from piece to piece, but for pieces of one batch, which is cut by months.
    const onSurplus = (first: number, last: number) => {
      const known = twice.get(partition)
      twice.set(partition, { table: facts.name, partition, first: Math.min(first, known?.first ?? first), last: Math.max(last, known?.last ?? last) })
    }
    const found = await facts.fromTopic(range, { signal, onProgress: (records) => progress.update(sum.compared += records, facts.name), onSurplus })
    for (const key of ['putBack', 'surplus', 'settled'] as const) sum[key] += found[key]
  }
  progress.end()
  terminal.print(`${facts.name.padEnd(22)} ${sum.compared.toLocaleString('en')} records compared, ${sum.putBack} put back, ${sum.settled} put right in sums${sum.surplus > 0 ? `, ${sum.surplus} MORE THAN ONCE there` : ''}`)
  return [...twice.values()]
}

/** The delivery log has a table of the notifier's, which keeps one row for each record however often it is written. */
async function deliveries({ terminal, signal }: Context, parts: Parts, client: ClickHouseClient, from: number): Promise<void> {
  const { config: { deployment: database }, reader } = parts
  const ranges = await storedRanges(parts, { topic: topicOf(database, 'deliveries'), group: null, from })
  const progress = terminal.progress(recordsIn(ranges))
  let written = 0
  for (const range of ranges) {
    await rebuildDeliveries({ client, database, reader, log: createLog('cli', { level: 'silent' }), signal, onProgress: (records) => progress.update(written += records, deliveryTable) }, range)
  }
  progress.end()
  terminal.print(`${deliveryTable.padEnd(22)} ${written.toLocaleString('en')} records written again`)
}

async function fromFacts({ terminal, signal }: Context, { name, facts, kind, fromFacts: make }: Derived, from: number | undefined): Promise<void> {
  const month = from === undefined ? null : new Date(from).toISOString().slice(0, 7).replace('-', '')
  let progress: Progress | null = null
  const onMonth = (done: string, months: number, total: number) => {
    (progress ??= terminal.progress(total, 'months')).update(months, `${name} ${done}`)
    signal.throwIfAborted()
  }
  const settled = await make({ from: month, onMonth })
  ;(progress as Progress | null)?.end()
  terminal.print(`${name.padEnd(22)} ${kind === 'sums' ? `held against ${facts}, ${settled} put right` : `written again from ${facts}`}`)
}
