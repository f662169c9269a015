import { currentSchema } from '../../../schemas/contracts.ts'
import type { ContractName } from '../../../schemas/contracts.ts'
import { patiently } from '../kafka/back-off.ts'
import { Refusal } from '../refusal.ts'
import type { Registry } from './registry.ts'

/** The registry's id of a contract as this build has it. Waits for a registry that is away; throws a Refusal where set-up has not registered it. */
export async function contractId(registry: Registry, subject: string, contract: ContractName): Promise<number> {
  const id = await patiently(() => registry.idOf(subject, currentSchema(contract)))
  if (id !== null) return id
  throw new Refusal(`The schema registry has no schemas/${contract}.avsc as of this build under ${subject}`, 'Run the set-up job of this build: node services/setup/main.ts')
}
