import { isAbsolute, join } from 'node:path'
import { decimal, describeVariables, integer, oneOf, readConfig, text } from '../shared/config.ts'
import { logLevels } from '../shared/log.ts'
import { brokers, deployment, metricsHost, metricsPort, registryUrl } from '../shared/variables.ts'

const variables = {
  deployment, brokers, registryUrl,
  seed: integer('CX_DEMO_SEED', { about: 'which world is simulated', default: 1, min: 0, max: 2 ** 31 - 1 }),
  rate: decimal('CX_DEMO_RATE', { about: 'events a second in live play, beside the stories', default: 3, min: 0.1, max: 2000 }),
  dataDir: text('CX_DATA_DIR', { about: 'folder of local data', default: '.cx' }),
  metricsHost, metricsPort,
  logLevel: oneOf('LOG_LEVEL', logLevels, { about: 'what is logged', default: 'info' }),
}

/** The simulator's configuration. Throws one Refusal with all faults. A relative data folder is one of the project's. */
export function simulatorConfig(env: NodeJS.ProcessEnv) {
  const config = readConfig(env, variables)
  return { ...config, dataDir: isAbsolute(config.dataDir) ? config.dataDir : join(import.meta.dirname, '..', '..', config.dataDir) }
}

export const help = `Plays a company with 300 accounts into the input topics: 90 days of history at full speed, then live. Goes on where it was.

  node services/simulator/main.ts

${describeVariables(variables)}
`
