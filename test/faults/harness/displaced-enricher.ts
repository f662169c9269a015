import { enricherConfig } from '../../../services/enricher/config.ts'
import { earliestAppendTime } from '../../../services/enricher/progress.ts'
import { startEnricher } from '../../../services/enricher/start.ts'
import { createLog } from '../../../services/shared/log.ts'
import { runService, type Closing } from '../../../services/shared/service.ts'

/** The real enricher as a process of its own, for which the brokers' clocks stand BROKER_CLOCK_OFFSET milliseconds from where they stand. */
const log = createLog('enricher')
const { BROKER_CLOCK_OFFSET, ...env } = process.env
const offset = Number(BROKER_CLOCK_OFFSET)

const start = (closing: Closing) =>
  startEnricher({ config: enricherConfig(env), brokerTime: (answers) => earliestAppendTime(answers) + offset, log, closing })

process.exitCode = await runService({ log, start })
