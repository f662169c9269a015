import { Command } from 'commander'
import { importCsv, type ImportOptions } from '../import/csv.ts'
import type { Context } from '../context.ts'

/** `cx import …`: events from files. */
export const importCommand = (context: Context): Command =>
  new Command('import').description('Publishes events from files.').addCommand(
    new Command('csv').description('Publishes the rows of a CSV file as events, by a mapping that says where each field comes from.')
      .argument('<file>', 'with a heading; UTF-8')
      .requiredOption('--mapping <file>', 'YAML or JSON: topic, and for each field of an event the column, or a value')
      .option('--delimiter <text>', 'between columns', ',')
      .option('--dry-run', 'only says what would be published, and which rows are no events', false)
      .option('--errors <file>', 'writes down each row that is not taken: line, code, reason')
      .addHelpText('after', `
A mapping for a file with the columns ticket, customer, closed, minutes, rating:
  topic: touchpoints
  fields:
    eventId: { from: ticket, prefix: ticket- }
    source: { value: old-helpdesk }
    accountId: { from: customer }
    occurredAt: { from: closed }
    touchPoint: { value: support.call }
    outcome: { from: rating, map: { good: PRAISED, bad: COMPLAINED } }
    measures.waitMinutes: { from: minutes, as: number }
A time is ISO 8601 with a zone, e.g. 2026-11-29T08:00:00Z, or epoch milliseconds; with as: seconds epoch seconds. A row with any other is not taken.
A word that a map does not have is none of its words: the row is not taken, unless the rule says what it means (otherwise: SUCCEEDED) or that it is nothing (otherwise: null).
Nothing is imported from a file without a column that the mapping reads; a row with more cells than the heading is not taken.
An event without an id gets one from its row: an import that is repeated is scored once, as long as the model remembers ids (dedup).`)
      .action((file: string, options: ImportOptions) => importCsv(context, file, options)),
  )
