import avsc from 'avsc'
import { expect, inject, test } from 'vitest'
import { currentSchema } from '../../../schemas/contracts.ts'
import type { AvroDefinition } from '../../../schemas/contracts.ts'
import { EventDecoder } from '../../../services/shared/avro/decoder.ts'
import { openRegistry, RegistryRefused } from '../../../services/shared/avro/registry.ts'
import { contractType } from '../../../services/shared/avro/published.ts'
import { frame } from '../../../services/shared/avro/wire.ts'
import { survey } from '../../helpers/events.ts'
import { unique } from '../../helpers/names.ts'
import { keptLog } from '../../helpers/silent-log.ts'

const { registryUrl } = inject('parts')
const registry = openRegistry({ url: registryUrl, log: keptLog(), patienceMs: [10, 10, 10] })
const schema = currentSchema('survey')
const changed = (fields: AvroDefinition['fields']): AvroDefinition => ({ ...schema, fields })

test('an upstream system\'s newer schema is read, an incompatible one refused, an unknown id told from a registry that is away', async () => {
  const subject = `${unique('registry')}.surveys-value`
  await registry.setCompatibility('BACKWARD_TRANSITIVE', subject)
  expect(await registry.idOf(subject, schema)).toBeNull()
  const id = await registry.register(subject, schema)
  expect(await registry.register(subject, schema), 'registering again gives the same id').toBe(id)
  expect(await registry.idOf(subject, schema)).toBe(id)

  const newer = changed([...schema.fields!, { name: 'wave', type: ['null', 'string'], default: null }])
  const newerId = await registry.register(subject, newer)
  await expect(registry.register(subject, changed([...schema.fields!, { name: 'needed', type: 'string' }]))).rejects.toBeInstanceOf(RegistryRefused)

  const decoder = new EventDecoder({ contract: 'survey', registry })
  expect(await decoder.decode(frame(id, contractType('survey'), survey()))).toMatchObject({ kind: 'ok', event: survey(), writerIsCurrent: true })
  const sent = frame(newerId, avsc.Type.forSchema(newer as avsc.Schema), { ...survey(), wave: '3' })
  expect(await decoder.decode(sent)).toMatchObject({ kind: 'ok', event: survey(), writerIsCurrent: false })
  expect(await decoder.decode(frame(2 ** 30, contractType('survey'), survey()))).toMatchObject({ kind: 'failed', code: 'avro.unknown-schema' })
})
