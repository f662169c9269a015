import { Command, InvalidArgumentError } from 'commander'
import { deployment } from '../../shared/variables.ts'
import { replayArchive, type ArchiveReplayOptions } from '../archive/replay.ts'
import { playOlist } from '../olist/play.ts'
import type { Context } from '../context.ts'

const speed = (text: string): number | 'max' => {
  if (text === 'max') return 'max'
  const value = Number(text)
  if (!(value > 0 && value < Infinity)) throw new InvalidArgumentError('It is "max", or how many times faster than it happened.')
  return value
}

const name = (text: string): string => {
  if (deployment.parse(text) === null) throw new InvalidArgumentError(`It is ${deployment.form}.`)
  return text
}

/** `cx replay …`: history, played into a deployment of its own. */
export const replayCommand = (context: Context): Command =>
  new Command('replay').description('Plays history into a deployment of its own.').addCommand(archive(context)).addCommand(olist(context))

const archive = (context: Context): Command =>
  new Command('clickhouse')
    .description('Makes a new deployment with the timeline that another one has archived in ClickHouse, byte for byte: its scorer says the same again.')
    .requiredOption('--into <deployment>', 'the new deployment; its topics, schemas and tables are made', name)
    .option('--from-deployment <deployment>', 'whose archive is read; default: CX_DEPLOYMENT', name)
    .option('--clickhouse <url>', 'where the archive is; default: CLICKHOUSE_URL, where the new deployment will store')
    .addHelpText('after', `
For example, what "cx" has archived, scored once more as "again":
  npm run cx -- replay clickhouse --into again
  CX_DEPLOYMENT=again npx node services/scorer/main.ts
  CX_DEPLOYMENT=again npx node services/sink/main.ts

A replay that was stopped or killed goes on where it was, after it has compared what is there; run once more at its
end it compares all. It is refused where the archive lacks records, and into a deployment that has another timeline.

Records need no schema registry to be read; the outputs carry the registry's ids: interactions, scores and alerts have
the same bytes as the first time where it is the same registry. Broker times are new, and nothing is scored by them.

The new deployment is made for history. Of what is sent to it later, events that name only a contact are not scored: what
was known of contacts is not archived. A notifier would tell of its old alerts: give it a CX_WEBHOOKS of its own.`)
    .action((options: ArchiveReplayOptions) => replayArchive(context, options))

const olist = (context: Context): Command =>
  new Command('olist')
    .description('Plays the Brazilian E-Commerce Public Dataset by Olist: sellers as accounts, their customers\' orders and reviews.')
    .argument('<folder>', 'folder with the public CSV files')
    .option('--speed <times>', 'how many times faster than it happened, or "max": as fast as it is taken in', speed, 'max')
    .option('--from-start', 'begin at the beginning, also where an earlier replay has already been', false)
    .addHelpText('after', `
The deployment goes by the time of the events. It is started with
  CX_DEPLOYMENT=olist CX_CLOCK=log CX_DEMO=off npm start
and the replay with
  CX_DEPLOYMENT=olist npm run cx -- replay olist FOLDER
A replay that was stopped goes on where it was.`)
    .action((folder: string, options: { speed: number | 'max'; fromStart: boolean }) => playOlist(context, { folder, ...options }))
