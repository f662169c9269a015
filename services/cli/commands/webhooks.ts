import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { readConfig } from '../../shared/config.ts'
import { Refusal } from '../../shared/refusal.ts'
import { webhooksFile } from '../../shared/variables.ts'
import { exampleStep } from '../../shared/webhooks/example.ts'
import { senderFor } from '../../shared/webhooks/send.ts'
import { changeSubscriptions, defaultConcurrency, newSecret, readSubscriptions, type Subscription } from '../../shared/webhooks/subscriptions.ts'
import { text } from '../../shared/config.ts'
import { confirmed } from '../confirm.ts'
import { count } from '../arguments.ts'
import type { Context } from '../context.ts'

const kinds = ['SCORE_BELOW', 'SCORE_DROP', 'LOW_SURVEY', 'SILENT', 'BURST', 'SOURCE_OUTAGE', 'MODEL_CHANGE']

interface AddOptions {
  readonly format: Subscription['format']
  readonly kind?: string[]
  readonly severity?: string[]
  readonly segment?: string[]
  readonly owner?: string[]
  readonly allowPrivate: boolean
  readonly digestAbove: number
  readonly digestWithin: number
  readonly concurrency: number
}

/** The file with the subscriptions, relative to the project's folder, as for the notifier that `npm start` runs. */
function fileOf(env: NodeJS.ProcessEnv): string {
  return resolve(import.meta.dirname, '../../..', readConfig(env, { webhooksFile }).webhooksFile)
}

/** `cx webhooks`: who is told of alerts, and where. A running notifier goes along within a second or two. */
export function webhooksCommand(context: Context): Command {
  const { terminal } = context
  const load = () => readSubscriptions(fileOf(context.env))
  const save = (change: (all: readonly Subscription[]) => readonly Subscription[]) => changeSubscriptions(fileOf(context.env), change)
  const find = (name: string): Subscription => {
    const found = load().find((each) => each.name === name)
    if (!found) throw new Refusal(`There is no subscription ${name}`, `There are: ${load().map((each) => each.name).join(', ') || 'none; add one by `cx webhooks add`'}.`)
    return found
  }
  const change = (name: string, how: (subscription: Subscription) => Subscription) => save((all) => all.map((each) => (each.name === name ? how(each) : each)))

  return new Command('webhooks').description('Who is told of alerts: Standard Webhooks, Slack and its likes, mail.')
    .addCommand(new Command('list').description('All subscriptions.').action(() => {
      const all = load()
      for (const each of all) terminal.print(describe(each))
      if (all.length === 0) terminal.note('No subscription. Add one: cx webhooks add NAME URL')
    }))
    .addCommand(new Command('add').description('Adds a subscription; prints its signing secret, once.')
      .argument('<name>', 'letters, digits, - and _').argument('<url>', 'https://…, or mailto:… with --format email')
      .addOption(new Option('--format <format>', 'what the endpoint takes').choices(['standard', 'slack', 'email']).default('standard'))
      .addOption(new Option('--kind <kinds...>', 'only alerts of these kinds').choices(kinds))
      .addOption(new Option('--severity <severities...>', 'only these').choices(['NORMAL', 'HIGH', 'CRITICAL']))
      .option('--segment <segments...>', 'only accounts of these segments').option('--owner <owners...>', 'only alerts of these owners')
      .option('--allow-private', 'the endpoint may be in a private network, or on this machine', false)
      .option('--digest-above <n>', 'more steps than this for one person come as few messages', count, 10)
      .option('--digest-within <seconds>', 'counted within so many seconds', count, 300)
      .option('--concurrency <n>', 'calls at a time', count, defaultConcurrency)
      .action((name: string, url: string, options: AddOptions) => {
        const added = subscriptionOf(name, url, options, new Date().toISOString())
        if (load().some((each) => each.name === name)) throw new Refusal(`There is a subscription ${name} already`, 'Choose another name, or remove it first: cx webhooks remove')
        save((all) => [...all, added])
        terminal.print(describe(added))
        if (added.format === 'standard') terminal.print(`secret   ${added.secrets[0]}   (shown once; the receiver verifies with it)`)
        terminal.note(`Try it: cx webhooks test ${name}`)
      }))
    .addCommand(new Command('remove').description('Removes a subscription.').argument('<name>').option('--yes', 'do not ask', false).action(async (name: string, { yes }: { yes: boolean }) => {
      find(name)
      if (!(await confirmed(terminal, `Remove ${name}? What it was not told of yet it will not be told.`, yes))) return
      save((all) => all.filter((each) => each.name !== name))
      terminal.print(`${name} is removed.`)
    }))
    .addCommand(new Command('enable').description('Serves a subscription again whose endpoint had answered 410 (Gone); it goes on where it was.').argument('<name>').action((name: string) => {
      find(name)
      change(name, ({ disabled: _, ...each }) => ({ ...each, enabledAt: new Date().toISOString() }))
      terminal.print(`${name} is served.`)
    }))
    .addCommand(new Command('rotate').description('Gives a subscription a new secret; the one before stays valid until the next rotation.').argument('<name>').action((name: string) => {
      const secret = newSecret()
      find(name)
      change(name, (each) => ({ ...each, secrets: [secret, ...each.secrets.slice(0, 1)] }))
      terminal.print(`secret   ${secret}   (shown once; messages are signed with it and with the one before)`)
    }))
    .addCommand(new Command('test').description('Sends an alert that never happened, and tells how it went.').argument('<name>').action(async (name: string) => {
      const { smtpUrl, mailFrom } = readConfig(context.env, { smtpUrl: text('CX_SMTP_URL', { about: '', default: '' }), mailFrom: text('CX_MAIL_FROM', { about: '', default: 'cx@localhost' }) })
      const { ok, status, detail, ms } = await senderFor(find(name), smtpUrl, mailFrom)([exampleStep(Date.now(), 'test')])
      if (!ok) throw new Refusal(`It was not delivered: ${detail}`, /private|not allowed|denied/i.test(detail) ? 'An endpoint in a private network needs --allow-private: remove the subscription and add it again.' : 'Mend the endpoint, and try again.', 1)
      terminal.print(`Delivered in ${ms} ms${status === null ? '' : `, answer ${status}`}.`)
    }))
    .addCommand(new Command('replay').description('Delivers again all steps from a time on, as far as the alert topic has them; receivers know them by their webhook-id.')
      .argument('<name>').requiredOption('--since <time>', 'ISO 8601').action((name: string, { since }: { since: string }) => {
        if (Number.isNaN(Date.parse(since))) throw new Refusal(`${since} is not a time`, 'Write it as 2026-11-25T09:00:00Z.')
        find(name)
        change(name, (each) => ({ ...each, from: new Date(since).toISOString() }))
        terminal.print(`${name} is told again of what happened since ${new Date(since).toISOString()}.`)
      }))
}

function subscriptionOf(name: string, url: string, options: AddOptions, now: string): Subscription {
  if (!/^[A-Za-z0-9_-]{1,60}$/.test(name)) throw new Refusal(`${name} cannot be a name`, 'Use up to 60 letters, digits, - and _.')
  const wanted = options.format === 'email' ? /^mailto:[^@\s]+@[^@\s]+$/ : /^https?:\/\/[^\s]+$/
  if (!wanted.test(url)) throw new Refusal(`${url} is no address for the format ${options.format}`, options.format === 'email' ? 'Write it as mailto:somebody@example.com.' : 'Write it as https://…; mail needs --format email.')
  if (url.startsWith('http:') && !options.allowPrivate) throw new Refusal('An http:// address would send alerts in the clear', 'Use https://, or --allow-private for a receiver in your own network.')
  return {
    name, url, format: options.format, secrets: options.format === 'standard' ? [newSecret()] : [], kinds: options.kind ?? [], severities: options.severity ?? [],
    segments: options.segment ?? [], owners: options.owner ?? [], allowPrivate: options.allowPrivate, from: now,
    digest: { above: options.digestAbove, withinSeconds: options.digestWithin }, concurrency: options.concurrency,
  }
}

function describe({ name, format, url, kinds: of, severities, segments, owners, from, digest, allowPrivate, disabled, concurrency = defaultConcurrency }: Subscription): string {
  const filter = [...of, ...severities, ...segments, ...owners].join(', ') || 'all alerts'
  return `${name}   ${format}   ${url}   ${filter}; from ${from}; digest above ${digest.above} in ${digest.withinSeconds} s; ${concurrency} calls at a time`
    + `${allowPrivate ? '; private addresses allowed' : ''}${disabled ? `; NOT SERVED since ${disabled.at}, ${disabled.reason}: cx webhooks enable ${name}` : ''}`
}
