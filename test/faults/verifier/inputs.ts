import type avsc from 'avsc'
import type { Logs, Stored } from './log.ts'
import { judgeAction, judgeCrm, judgeSurvey, judgeTouchPoint, type Subject } from './rules.ts'
import { contractType, type ContractName, type Contracts, type WriterSchemas } from './wire.ts'

/** The input topics without the deployment's prefix: their contract, and the kind of timeline record that their events become. */
export const inputTopics = {
  touchpoints: { contract: 'touch-point', kind: 'TOUCH_POINT' },
  surveys: { contract: 'survey', kind: 'SURVEY' },
  crm: { contract: 'crm', kind: 'ACCOUNT' },
  'alert-actions': { contract: 'alert-action', kind: 'ACTION' },
} as const satisfies Record<string, { contract: ContractName; kind: string }>
export type InputTopic = keyof typeof inputTopics

/** What must become of an input record: a failed event of that code, or a record of timeline or by-contact with these bytes as its event. */
export type Verdict =
  | { readonly kind: 'failed'; readonly code: string }
  | { readonly kind: 'accepted'; readonly subject: Subject; readonly timestamp: number; readonly body: Buffer }

/** Verdicts by `topic/partition`, in the order of offsets from 0 on. */
export type Inputs = ReadonlyMap<string, readonly Verdict[]>

const largest = 512 * 1024

const judges: { readonly [N in ContractName]?: (event: never, received: number, skewMs: number) => Subject | string } = {
  'touch-point': judgeTouchPoint, survey: judgeSurvey, crm: judgeCrm, 'alert-action': judgeAction,
}

/** Reads all input topics and judges each record by the contract alone. `skewMs`: how far a sender's clock may run ahead. */
export async function readInputs(logs: Logs, schemas: WriterSchemas, deployment: string, skewMs: number): Promise<Inputs> {
  const inputs = new Map<string, Verdict[]>()
  for (const topic of Object.keys(inputTopics) as InputTopic[]) {
    const { contract } = inputTopics[topic]
    const judge = createJudge(contract, schemas, skewMs)
    for (let partition = 0; partition < await logs.partitions(`${deployment}.${topic}`); partition++) {
      const verdicts: Verdict[] = []
      for (const record of await logs.all(`${deployment}.${topic}`, partition)) {
        if (record.offset !== verdicts.length) throw new Error(`${topic}/${partition} has no record ${verdicts.length}`)
        verdicts.push(await judge(record))
      }
      inputs.set(`${topic}/${partition}`, verdicts)
    }
  }
  return inputs
}

function createJudge(contract: ContractName, schemas: WriterSchemas, skewMs: number): (record: Stored) => Promise<Verdict> {
  const reader = contractType(contract)
  const resolvers = new Map<avsc.Type, ReturnType<avsc.Type['createResolver']>>()
  const failed = (code: string): Verdict => ({ kind: 'failed', code })

  return async ({ value, timestamp }) => {
    if (value === null) return failed('record.tombstone')
    if (value.length < 5 || value[0] !== 0) return failed('avro.undecodable')
    const writer = await schemas.byId(value.readInt32BE(1))
    if (writer === null) return failed('avro.unknown-schema')
    if (writer === 'not avro' || writer.name !== reader.name) return failed('avro.wrong-subject')
    if (!resolvers.has(writer)) resolvers.set(writer, reader.createResolver(writer))
    let event: Contracts[ContractName]
    try {
      event = reader.fromBuffer(value.subarray(5), writer.equals(reader) ? undefined : resolvers.get(writer)) as Contracts[ContractName]
    } catch {
      return failed('avro.undecodable')
    }
    if (value.length > largest) return failed('record.too-large')
    const subject = judges[contract]!(event as never, timestamp, skewMs)
    if (typeof subject === 'string') return failed(subject)
    return { kind: 'accepted', subject, timestamp, body: writer.equals(reader) ? value.subarray(5) : reader.toBuffer(event) }
  }
}
