import { Command, Option } from 'commander'
import { inputTopics, topicOf } from '../../topology.ts'
import { confirmed } from '../confirm.ts'
import { appendDecisions, readSettings } from '../settings-log.ts'
import type { TopicName } from '../../topology.ts'
import type { Context } from '../context.ts'
import type { Decision } from '../../shared/settings-log.ts'

interface Options {
  readonly topic?: TopicName
  readonly yes: boolean
}

/** `cx resume`: lets services that stopped over failing records go on. */
export const resumeCommand = (context: Context): Command =>
  new Command('resume')
    .description('Lets services go on that stopped because too many records failed: what stands in the topics now may fail.')
    .addOption(new Option('--topic <name>', 'only this topic (default: all input topics)').choices([...inputTopics]))
    .option('--yes', 'do not ask', false)
    .action((options: Options) => resume(context, options))

async function resume({ terminal, withParts }: Context, { topic, yes }: Options): Promise<void> {
  await withParts(async (parts) => {
    await readSettings(parts)
    const passes = await Promise.all((topic ? [topic] : inputTopics).map(async (name): Promise<Decision & { kind: 'pass' }> => {
      const offsets = await parts.reader.offsets({ topic: topicOf(parts.config.deployment, name) })
      return { kind: 'pass', topic: name, untilOffsets: Object.fromEntries(offsets.map(({ partition, high }) => [partition, high])), at: Date.now() }
    }))
    terminal.note([
      'Records that cannot be processed become failed events, however many they are, up to these positions:',
      ...passes.map((pass) => `  ${pass.topic}: ${Object.entries(pass.untilOffsets).map(([partition, offset]) => `${partition} → ${offset}`).join(', ')}`),
      'Records behind them are judged as always. `cx failed list` shows what failed.',
    ].join('\n'))
    if (!(await confirmed(terminal, 'Let them pass?', yes))) return
    await appendDecisions(parts, passes)
    terminal.print('Written. Restart the services that had stopped.')
  })
}
