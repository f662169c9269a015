import { currentSchema } from '../../schemas/contracts.ts'
import type { Registry } from '../shared/avro/registry.ts'
import { Refusal } from '../shared/refusal.ts'
import { subjectOf, topics, type TopicName } from '../topology.ts'
import type { SchemaIds } from './encode.ts'

/** Topics whose records the scorer frames. */
const framed = ['interactions', 'scores', 'alerts', 'failed-events', 'touchpoints', 'surveys', 'crm', 'alert-actions'] as const satisfies readonly TopicName[]

/** The registry's ids of the contracts as this build has them. Throws a Refusal where set-up has not registered one. */
export async function lookUpSchemaIds(registry: Registry, deployment: string): Promise<SchemaIds> {
  const ids = await Promise.all(
    framed.map(async (name) => {
      const contract = topics[name].value.slice('wire/'.length) as keyof SchemaIds
      const id = await registry.idOf(subjectOf(deployment, name), currentSchema(contract))
      if (id === null) {
        throw new Refusal(
          `The schema registry has no schemas/${contract}.avsc as of this build under ${subjectOf(deployment, name)}`,
          `Run the set-up job of this build: node services/setup/main.ts (CX_DEPLOYMENT=${deployment}).`,
        )
      }
      return [contract, id] as const
    }),
  )
  return Object.fromEntries(ids) as unknown as SchemaIds
}
