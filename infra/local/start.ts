import { setInterval as every } from 'node:timers/promises'
import { Refusal } from '../../services/shared/refusal.ts'
import { localConfig } from './config.ts'
import { inWords, openReport } from './report.ts'
import { runLocally } from './run.ts'
import { openScreen } from './screen.ts'

/** `npm start`: the whole system on this machine, without Docker, until Ctrl-C. */
const screen = openScreen(process.stdout)
const report = openReport(screen)
const stopping = new AbortController()

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort())
if (process.env['npm_lifecycle_event']) void stopWithNpm().catch(() => {})

try {
  await runLocally({ config: localConfig(process.env), env: process.env, screen, report, signal: stopping.signal })
  report.plain(`stopped after ${report.seconds()} s; the data stays for the next start`)
} catch (error) {
  report.trouble(inWords(error))
  if (!(error instanceof Refusal)) console.error(error)
  process.exitCode = error instanceof Refusal ? error.exitCode : 1
}
// Whatever is still open by now (a Kafka connection that waits for an answer) must not hold the terminal.
process.exit()

/** npm that is killed outright passes no signal on; its end shows in our parent's id. */
async function stopWithNpm(): Promise<void> {
  const npm = process.ppid
  for await (const _ of every(500, null, { ref: false, signal: stopping.signal })) if (process.ppid !== npm) stopping.abort()
}
