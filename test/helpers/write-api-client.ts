import { writeFileSync } from 'node:fs'
import { apiClient } from './api-client.ts'

/** `npm run generate:client`: the console's client as the api's routes are now. */
writeFileSync(new URL('../../services/console/src/client.ts', import.meta.url), await apiClient())
process.exit()
