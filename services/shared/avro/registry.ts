import { COMPATIBILITY, SchemaType } from '@kafkajs/confluent-schema-registry'
import type { AvroDefinition } from '../../../schemas/contracts.ts'
import type { Log } from '../log.ts'
import { openClient } from './registry-client.ts'
import type { SchemaAnswer } from './registry-client.ts'
import { parseObject, RegistryAway, RegistryRefused } from './registry-errors.ts'
import { registryLevels } from './registry-levels.ts'
import { createLookUp } from './schema-look-up.ts'

export { RegistryAway, RegistryRefused }

/** A registered schema: its content, parsed, and null where it is of another kind than Avro. */
export interface RegisteredSchema {
  readonly avro: AvroDefinition | null
}

/** The schema registry behind its Confluent API. Every call throws RegistryAway where it cannot be reached; then the caller backs off. */
export interface Registry {
  /**
   * Registers the schema under the level BACKWARD_TRANSITIVE, or finds it registered; gives its id. Throws RegistryRefused with the registry's reason
   * where it is not compatible, or where the registry keeps to another level.
   */
  register(subject: string, schema: AvroDefinition): Promise<number>
  /** The id of a schema that is registered under the subject; null where it is not. */
  idOf(subject: string, schema: AvroDefinition): Promise<number | null>
  /** The schema of that id; null where the registry has none, asked for repeatedly. Both answers are kept: a schema for ever, a null for 30 s. */
  schemaById(id: number): Promise<RegisteredSchema | null>
  /** The registry's own level, e.g. NONE. */
  compatibility(): Promise<string>
  /** Sets the level of the subject, or without one the registry's own. */
  setCompatibility(level: string, subject?: string): Promise<void>
}

export interface RegistryOptions {
  /** Root of the Confluent API. */
  readonly url: string
  readonly log: Log
  /** Waits between the look-ups of an id that the registry does not know (yet); default 100, 300 and 600 ms. */
  readonly patienceMs?: readonly number[]
  /** How long the answer "unknown" is kept; default 30 s. */
  readonly negativeMs?: number
  /** Time for one answer; default 5 s. */
  readonly timeoutMs?: number
}

const notFound = [40401, 40402, 40403]
const level = COMPATIBILITY.BACKWARD_TRANSITIVE

/** The registry at that address; opens no connection yet. */
export function openRegistry({ url, log, patienceMs = [100, 300, 600], negativeMs = 30_000, timeoutMs = 5_000 }: RegistryOptions): Registry {
  const { library, schemaAnswer } = openClient(url, timeoutMs)
  const levels = registryLevels(url, timeoutMs)
  const schemas = createLookUp({ ask: (id) => orNull(schemaAnswer(id).then(registeredSchema)), log, patienceMs, negativeMs })
  return {
    schemaById: schemas.byId,
    compatibility: levels.read,
    setCompatibility: levels.set,
    idOf: (subject, schema) => orNull(library.getRegistryIdBySchema(subject, avro(schema))),
    register: async (subject, schema) => {
      // Apicurio says NONE of a subject that has no level of its own, and the library registers at no other level than the one it is told.
      await levels.set(level, subject)
      const { id } = await library.register(avro(schema), { subject, compatibility: level }).catch(refusedLevel)
      schemas.learn(id, { avro: schema })
      return id
    },
  }
}

/** The schema as it stands: the library would otherwise take it apart by its own types. */
const avro = (schema: AvroDefinition) => ({ type: SchemaType.AVRO as const, schema: JSON.stringify(schema) })

/** The library has this error of its own, and does not export its class. */
function refusedLevel(error: Error): never {
  throw error.name === 'ConfluentSchemaRegistryCompatibilityError' ? new RegistryRefused(error.message, 409) : error
}

const registeredSchema = ({ schema, schemaType = 'AVRO' }: SchemaAnswer): RegisteredSchema =>
  ({ avro: schemaType === 'AVRO' ? parseObject(schema) as unknown as AvroDefinition | null : null })

const orNull = <T>(answer: Promise<T>): Promise<T | null> => answer.catch((error: unknown) => {
  if (error instanceof RegistryRefused && notFound.includes(error.code)) return null
  throw error
})
