import { createLog } from '../shared/log.ts'
import { runService } from '../shared/service.ts'
import type { Closing } from '../shared/service.ts'
import { enricherConfig, help } from './config.ts'
import { earliestAppendTime } from './progress.ts'
import { startEnricher } from './start.ts'

let log = createLog('enricher')

async function start(closing: Closing) {
  const config = enricherConfig(process.env)
  log = createLog('enricher', { level: config.logLevel })
  return startEnricher({ config, brokerTime: earliestAppendTime, log, closing })
}

if (process.argv.includes('--help')) process.stdout.write(help)
else process.exitCode = await runService({ get log() { return log }, start })
