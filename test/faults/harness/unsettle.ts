import { join } from 'node:path'

/** The signal that arms a service started with `unsettleable`. */
export const unsettle = 'SIGUSR2'

/** Environment of a service that dies between what it writes and its commit, once told so. */
export const unsettleable = { NODE_OPTIONS: `--import=${join(import.meta.dirname, 'unsettled.ts')}` }
