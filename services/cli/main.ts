import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, CommanderError } from 'commander'
import { describeVariables, readConfig } from '../shared/config.ts'
import { createLog } from '../shared/log.ts'
import { Refusal } from '../shared/refusal.ts'
import { openRegistry } from '../shared/avro/registry.ts'
import { openKafka } from '../shared/kafka/client.ts'
import { openReader } from '../shared/kafka/read.ts'
import { alertsCommand } from './commands/alerts.ts'
import { epochCommand } from './commands/epoch.ts'
import { failedCommand } from './commands/failed.ts'
import { importCommand } from './commands/import.ts'
import { keysCommand } from './commands/keys.ts'
import { rebuildCommand } from './commands/rebuild.ts'
import { replayCommand } from './commands/replay.ts'
import { resumeCommand } from './commands/resume.ts'
import { sinkCommand } from './commands/sink.ts'
import { webhooksCommand } from './commands/webhooks.ts'
import { cliVariables } from './config.ts'
import { reachKafka } from './reach.ts'
import { openTerminal } from './terminal.ts'
import type { Context } from './context.ts'

/** One file under commands/ each, in the order of the help. */
const commands = [replayCommand, resumeCommand, epochCommand, sinkCommand, rebuildCommand, failedCommand, alertsCommand, webhooksCommand, keysCommand, importCommand]

const { stdin, stdout, stderr, env } = process
const terminal = openTerminal({ input: stdin, output: stdout, error: stderr, plain: env.NO_COLOR !== undefined })
const stop = new AbortController()
// Once: a second Ctrl-C ends the process at once.
process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort())

const context: Context = {
  terminal,
  signal: stop.signal,
  env,
  config: () => {
    const config = readConfig(env, cliVariables)
    // Beside what `npm start` keeps, wherever this is called from.
    return { ...config, dataDir: resolve(import.meta.dirname, '../..', config.dataDir) }
  },
  withParts: async (work) => {
    const config = context.config()
    const log = createLog('cli', { level: 'silent' })
    const kafka = openKafka({ brokers: config.brokers, clientId: 'cx-cli', log })
    await reachKafka(kafka, config)
    const reader = openReader(kafka, log)
    try {
      return await work({ config, kafka, reader, registry: openRegistry({ url: config.registryUrl, log }) })
    } finally {
      // A fetch that the broker still holds keeps its connection from closing; nothing depends on that.
      await Promise.race([reader.close(), sleep(500)])
    }
  },
}

const program = new Command('cx')
  .description('Works on a deployment from the command line.')
  .addHelpText('after', `\nEnvironment:\n${describeVariables(cliVariables)}\n\nExit codes: 0 done, 1 failed, 2 wrong usage, 78 refused.`)
  .showHelpAfterError('(add --help for what is possible)')
  .exitOverride()
for (const command of commands) program.addCommand(command(context))
inherit(program)

/** A command that is added does not take over how its parent reports errors by itself. */
function inherit(parent: Command): void {
  for (const each of parent.commands) {
    each.copyInheritedSettings(parent)
    inherit(each)
  }
}

/** Prints what went wrong with its remedy; gives the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const { red, dim } = terminal.color
  const { message, remedy, exitCode } = error instanceof Refusal ? error : { message: (error as Error).message, remedy: null, exitCode: 1 }
  terminal.note(`${red('error:')} ${message}`)
  if (remedy !== null) terminal.note(remedy)
  else if (env.CX_DEBUG) terminal.note(dim((error as Error).stack ?? ''))
  return exitCode
}

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = report(error)
}
