import { Command, Option } from 'commander'
import { inputTopics } from '../../topology.ts'
import { confirmed } from '../confirm.ts'
import { appendDecisions, readSettings } from '../settings-log.ts'
import type { Context } from '../context.ts'

/** `cx epoch raise`: tells a deployment that a source topic begins anew. */
export const epochCommand = (context: Context): Command =>
  new Command('epoch').description('What counts as one source topic\'s continuous past.').addCommand(
    new Command('raise')
      .description('Says that a source topic was recreated or cut, and that its records from now on are new ones.')
      .addOption(new Option('--topic <name>', 'source topic').choices([...inputTopics]).makeOptionMandatory())
      .option('--yes', 'do not ask', false)
      .action((options: { topic: string; yes: boolean }) => raise(context, options)),
  )

async function raise({ terminal, withParts }: Context, { topic, yes }: { topic: string; yes: boolean }): Promise<void> {
  await withParts(async (parts) => {
    const { decisions } = await readSettings(parts)
    const epoch = Math.max(0, ...decisions.map((each) => (each.kind === 'epoch' && each.topic === topic ? each.epoch : 0))) + 1
    terminal.note([
      `The epoch of "${topic}" in deployment "${parts.config.deployment}" becomes ${epoch}.`,
      'Its positions from before no longer count: it is read from its first record on, and none of its records is taken for a repeat by',
      'its position. Records that were already taken in before are then recognised by their event ids alone, as far back as the model\'s',
      '`score.dedup` remembers them.',
    ].join('\n'))
    if (!(await confirmed(terminal, 'Raise it?', yes))) return
    await appendDecisions(parts, [{ kind: 'epoch', topic, epoch }])
    terminal.print(`Epoch of "${topic}" is ${epoch}. Restart the services that had stopped.`)
  })
}
