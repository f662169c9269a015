import { Refusal } from '../../services/shared/refusal.ts'
import { help, localConfig } from './config.ts'
import { inWords, openReport } from './report.ts'
import { stopWhenOrphaned } from './orphan.ts'
import { runLocally } from './run.ts'
import { openScreen } from './screen.ts'

const [option] = process.argv.slice(2)
if (option === '--help') {
  console.log(help)
  process.exit()
}

/** `npm start`: the whole system on this machine, without Docker, until Ctrl-C. */
const screen = openScreen(process.stdout)
const report = openReport(screen)
const stopping = new AbortController()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort())
if (process.env['npm_lifecycle_event']) stopWhenOrphaned(stopping)

try {
  if (option !== undefined) throw new Refusal(`npm start takes no ${option}; it is told by environment variables.`, 'npm start -- --help lists them.', 64)
  await runLocally({ config: localConfig(process.env), env: process.env, screen, report, signal: stopping.signal })
  report.plain(`stopped after ${report.seconds()} s; the data stays for the next start`)
} catch (error) {
  report.trouble(inWords(error))
  if (!(error instanceof Refusal)) console.error(error)
  process.exitCode = error instanceof Refusal ? error.exitCode : 1
}
// Whatever is still open by now (a Kafka connection that waits for an answer) must not hold the terminal.
process.exit()
