import { Command, InvalidArgumentError } from 'commander'
import type { FailedEvent } from '../../../schemas/types.ts'
import { parseDuration } from '../../shared/duration.ts'
import { Refusal } from '../../shared/refusal.ts'
import { unframe } from '../../shared/avro/wire.ts'
import { count } from '../arguments.ts'
import { withRegistry } from '../reach.ts'
import { readSettings } from '../settings-log.ts'
import { matches, readFailed } from '../failed/read.ts'
import { replayFailed } from '../failed/replay.ts'
import { describeFailed } from '../failed/show.ts'
import { failedTable, failedJson } from '../failed/table.ts'
import type { Filter } from '../failed/read.ts'
import type { Context, Parts } from '../context.ts'

/** An ISO 8601 time, or a duration before now. */
function time(text: string): number {
  const ago = parseDuration(text)
  const at = ago === null ? Date.parse(text) : Date.now() - ago
  if (Number.isNaN(at)) throw new InvalidArgumentError('It is a time such as 2026-01-31T08:00:00Z, or how long ago: 90s, 15m, 2h, 7d.')
  return at
}

/** `cx failed`: input records that could not be processed. */
export const failedCommand = (context: Context): Command =>
  new Command('failed').description('Input records that could not be processed.')
    .addCommand(new Command('list')
      .description('Lists failed events, newest last.')
      .option('--code <code>', 'only this code, e.g. avro.undecodable')
      .option('--topic <name>', 'only those from this source topic, e.g. touchpoints')
      .option('--since <time>', 'only those that failed from then on (ISO 8601, or how long ago: 15m, 2h)', time)
      .option('--until <time>', 'only those that failed before then', time)
      .option('--limit <n>', 'the newest n', count, 50)
      .option('--json', 'one JSON object a line', false)
      .action((options: ListOptions) => list(context, options)))
    .addCommand(new Command('show')
      .description('Shows one failed event: its fields as far as they can be read, its bytes, and what is wrong marked in both.')
      .argument('<id>', 'failure id, as listed: topic:partition:offset')
      .option('--json', 'as a JSON object', false)
      .action((id: string, options: { json: boolean }) => show(context, id, options.json)))
    .addCommand(new Command('replay')
      .description('Publishes the original records again, with the same key and bytes, after the cause was mended.')
      .argument('<id...>', 'failure ids, as listed')
      .option('--again', 'also those that were replayed before', false)
      .action((ids: string[], options: { again: boolean }) => replay(context, ids, options.again)))

interface ListOptions extends Filter {
  readonly limit: number
  readonly json: boolean
}

async function list({ terminal, withParts }: Context, options: ListOptions): Promise<void> {
  await withParts(async (parts) => {
    const found = await failedOf(parts, matches(options, parts.config.deployment))
    const shown = found.slice(-options.limit)
    if (options.json) shown.forEach((event) => terminal.print(failedJson(event)))
    else failedTable(shown, terminal).forEach((line) => terminal.print(line))
    if (found.length > shown.length) terminal.note(`The newest ${shown.length} of ${found.length}; --limit shows more.`)
    else if (found.length === 0) terminal.note('No failed event.')
  })
}

async function show({ terminal, withParts }: Context, id: string, json: boolean): Promise<void> {
  await withParts(async (parts) => {
    const event = await one(parts, id)
    if (json) return terminal.print(failedJson(event))
    const schemaId = event.value === null ? null : unframe(Buffer.from(event.value))?.schemaId ?? null
    const schema = schemaId === null ? null : (await withRegistry(parts.registry.schemaById(schemaId)))?.avro ?? null
    describeFailed(event, { schemaId, schema }, terminal.color).forEach((line) => terminal.print(line))
  })
}

async function replay({ terminal, withParts }: Context, ids: readonly string[], again: boolean): Promise<void> {
  await withParts(async (parts) => {
    for (const id of ids) {
      const event = await one(parts, id)
      await replayFailed(parts, event, again)
      terminal.print(`${event.failureId} was published again to ${event.topic}.`)
    }
  })
}

async function one(parts: Parts, id: string): Promise<FailedEvent> {
  const full = (event: FailedEvent) => event.failureId === id || event.failureId === `${parts.config.deployment}.${id}`
  const [event] = await failedOf(parts, full)
  if (!event) throw new Refusal(`Deployment "${parts.config.deployment}" has no failed event ${id}.`, '`cx failed list` lists those there are.', 1)
  return event
}

async function failedOf(parts: Parts, wanted: (event: FailedEvent) => boolean): Promise<FailedEvent[]> {
  await readSettings(parts)
  return readFailed(parts, wanted)
}
