import { Command, InvalidArgumentError } from 'commander'
import type { FailedEvent } from '../../../schemas/types.ts'
import { parseDuration } from '../../shared/duration.ts'
import { Refusal } from '../../shared/refusal.ts'
import { count } from '../arguments.ts'
import { readSettings } from '../settings-log.ts'
import { matches, readFailed } from '../failed/read.ts'
import { isInput, replayFailed, replaysOf } from '../../shared/failed/replay.ts'
import { describeFailed } from '../failed/show.ts'
import { failedTable, failedJson } from '../failed/table.ts'
import { sourceOf, writerOf } from '../failed/writer.ts'
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
    .addCommand(withFilter(new Command('list'))
      .description('Lists failed events, newest last.')
      .option('--limit <n>', 'the newest n', count, 50)
      .option('--json', 'one JSON object a line', false)
      .action((options: ListOptions) => list(context, options)))
    .addCommand(new Command('show')
      .description('Shows one failed event: its fields as far as they can be read, its bytes, and what is wrong marked in both.')
      .argument('<id>', 'failure id, as listed: topic:partition:offset')
      .option('--json', 'as a JSON object', false)
      .action((id: string, options: { json: boolean }) => show(context, id, options.json)))
    .addCommand(withFilter(new Command('replay'))
      .description('Publishes the original records again, with the same key and bytes, after the cause was mended: those named, or all inputs that the options choose.')
      .argument('[id...]', 'failure ids, as listed')
      .option('--again', 'also those that were replayed before', false)
      .action((ids: string[], options: ReplayOptions) => replay(context, ids, options)))

const withFilter = (command: Command): Command => command
  .option('--code <code>', 'only this code, e.g. avro.undecodable')
  .option('--topic <name>', 'only those from this topic, e.g. touchpoints')
  .option('--source <name>', 'only those of this sender (the event\'s field source, as far as it can be read)')
  .option('--since <time>', 'only those that failed from then on (ISO 8601, or how long ago: 15m, 2h)', time)
  .option('--until <time>', 'only those that failed before then', time)

interface ListOptions extends Filter {
  readonly limit: number
  readonly json: boolean
}

interface ReplayOptions extends Filter {
  readonly again: boolean
}

async function list({ terminal, withParts }: Context, options: ListOptions): Promise<void> {
  await withParts(async (parts) => {
    const found = await chosen(parts, options)
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
    describeFailed(event, await writerOf(parts, event), terminal.color).forEach((line) => terminal.print(line))
  })
}

async function replay({ terminal, withParts }: Context, ids: readonly string[], options: ReplayOptions): Promise<void> {
  const filtered = [options.code, options.topic, options.source, options.since, options.until].some((each) => each !== undefined)
  if (filtered === ids.length > 0) throw new Refusal('Either ids or options say what is to be replayed.', 'Example: cx failed replay --code avro.unknown-schema --since 2h', 2)
  await withParts(async (parts) => {
    const events = filtered ? await outstanding(parts, options) : await named(parts, ids)
    if (events.length === 0) terminal.note('No failed input, or all were replayed before; --again replays them once more.')
    await replayFailed(parts, events, options.again, ({ failureId, topic }) => terminal.print(`${failureId} was published again to ${topic}.`))
  })
}

/** The inputs that the filter chooses; without --again, those that were not replayed before. */
async function outstanding(parts: Parts, options: ReplayOptions): Promise<FailedEvent[]> {
  const inputs = (await chosen(parts, options)).filter((event) => isInput(parts.config.deployment, event))
  if (options.again) return inputs
  const done = await replaysOf(parts, inputs)
  return inputs.filter(({ failureId }) => !done.has(failureId))
}

async function named(parts: Parts, ids: readonly string[]): Promise<FailedEvent[]> {
  const { deployment } = parts.config
  const full = ids.map((id) => (id.startsWith(`${deployment}.`) ? id : `${deployment}.${id}`))
  const found = new Map((await failedOf(parts, ({ failureId }) => full.includes(failureId) || ids.includes(failureId))).map((event) => [event.failureId, event]))
  return [...new Set(full.map((id, i) => found.get(id) ?? found.get(ids[i]!) ?? missing(deployment, ids[i]!)))]
}

const one = async (parts: Parts, id: string): Promise<FailedEvent> => (await named(parts, [id]))[0]!

function missing(deployment: string, id: string): never {
  throw new Refusal(`Deployment "${deployment}" has no failed event ${id}.`, '`cx failed list` lists those there are.', 1)
}

async function chosen(parts: Parts, filter: Filter): Promise<FailedEvent[]> {
  const found = await failedOf(parts, matches(filter, parts.config.deployment))
  if (filter.source === undefined) return found
  const wanted: FailedEvent[] = []
  for (const event of found) if (await sourceOf(parts, event) === filter.source) wanted.push(event)
  return wanted
}

async function failedOf(parts: Parts, wanted: (event: FailedEvent) => boolean): Promise<FailedEvent[]> {
  await readSettings(parts)
  return readFailed(parts, wanted)
}
