/**
 * The closed list of codes of failed events, by the step that reports them, in the order in which one event's faults are looked for.
 * Source: the wire contract's table "Codes of failed events".
 */
export const failureCodes = {
  decode: ['record.tombstone', 'avro.undecodable', 'avro.unknown-schema', 'avro.wrong-subject', 'record.too-large'],
  validate: [
    'id.missing', 'id.too-long', 'enum.unknown', 'number.not-finite', 'number.negative', 'time.in-future', 'time.too-old', 'text.too-long',
    'touch-point.reserved', 'survey.scale', 'survey.off-scale', 'survey.nps-scale', 'survey.unanswered', 'crm.incomplete',
  ],
  identify: ['account.missing', 'contact.unknown', 'erasure.unsupported'],
  score: ['core.defect', 'touch-point.too-many', 'alert.not-open', 'alert.unknown-action', 'alert.incomplete-action'],
  store: ['clickhouse.rejected'],
} as const

export type FailureStep = keyof typeof failureCodes
export type FailureCode = (typeof failureCodes)[FailureStep][number]

/** Why one record could not be processed; `reason` names the field's path. */
export interface Failure {
  readonly step: FailureStep
  readonly code: FailureCode
  readonly reason: string
}
