import { currentSchema } from '../../schemas/contracts.ts'
import type { ContractName } from '../../schemas/contracts.ts'
import type { Log } from '../shared/log.ts'
import { RegistryRefused } from '../shared/avro/registry.ts'
import type { Registry } from '../shared/avro/registry.ts'
import { Refusal } from '../shared/refusal.ts'
import { subjectOf, topics } from '../topology.ts'
import type { TopicName } from '../topology.ts'

const level = 'BACKWARD_TRANSITIVE'

/** The topics whose values are a published contract, and which. */
export const contractTopics = (Object.keys(topics) as TopicName[]).flatMap((name): { name: TopicName; contract: ContractName }[] => {
  const { value } = topics[name]
  return value.startsWith('wire/') ? [{ name, contract: value.slice('wire/'.length) as ContractName }] : []
})

/** Registers the schema of every topic that has one, under a level at which the registry refuses what readers could not read. */
export async function registerSchemas(registry: Registry, deployment: string, log: Log): Promise<void> {
  // A fresh registry checks nothing at all. One that checks something is somebody's, and its own level is not ours to change.
  if ((await registry.compatibility()) === 'NONE') await registry.setCompatibility(level)
  await Promise.all(contractTopics.map(async ({ name, contract }) => {
    const subject = subjectOf(deployment, name)
    const id = await register(registry, subject, contract)
    log.debug({ event: 'schema.registered', subject, id }, 'schema registered')
  }))
  log.info({ event: 'schema.registered', subjects: contractTopics.length }, 'all schemas are registered')
}

async function register(registry: Registry, subject: string, contract: ContractName): Promise<number> {
  try {
    return await registry.register(subject, currentSchema(contract))
  } catch (error) {
    if (!(error instanceof RegistryRefused)) throw error
    throw new Refusal(`The schema registry refuses schemas/${contract}.avsc under ${subject}: ${error.message}`,
      'Add only optional fields with a default; where the subject holds something foreign, use another CX_DEPLOYMENT.')
  }
}
