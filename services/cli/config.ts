import { text } from '../shared/config.ts'
import { brokers, clickhousePassword, clickhouseUrl, clickhouseUser, deployment, registryUrl } from '../shared/variables.ts'
import type { ConfigOf } from '../shared/config.ts'

/** What the command line takes from the environment: which deployment, and where its parts are. */
export const cliVariables = {
  deployment, brokers, registryUrl, clickhouseUrl, clickhouseUser, clickhousePassword,
  dataDir: text('CX_DATA_DIR', { about: 'folder of local data', default: '.cx' }),
} as const

export type CliConfig = ConfigOf<typeof cliVariables>
