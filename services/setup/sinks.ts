import type { Admin } from 'kafkajs'
import { patiently } from '../shared/kafka/back-off.ts'

/** How many members the deployment's sinks have in their group now; one that was killed counts until its session has ended. */
export const runningSinks = (admin: Admin, deployment: string): Promise<number> =>
  patiently(async () => (await admin.describeGroups([`${deployment}-sink`])).groups[0]!.members.length, { maxTries: 12 })
