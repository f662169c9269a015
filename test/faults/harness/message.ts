/** An input topic without the deployment's prefix. */
export type InputTopic = 'touchpoints' | 'surveys' | 'crm' | 'alert-actions'

/** What an upstream system knows: the schemas' ids, and how values are framed. */
export interface Codec {
  /** The event by the topic's registered contract; `newer`: by a later version of it that only this sender has. */
  framed(topic: InputTopic, event: object, version?: 'current' | 'newer'): Buffer
  idOf(topic: InputTopic): number
}

/** One record to be published. Encoded late, when the schemas' ids are known. */
export interface Message {
  readonly topic: InputTopic
  /** Decides the partition, unless that is given. */
  readonly key: string | null
  /** A number that is taken modulo the topic's partitions. */
  readonly partition?: number
  readonly value: (codec: Codec) => Buffer | null
}

export const minute = 60_000
export const day = 86_400_000

interface Named {
  readonly eventId: string
  readonly occurredAt: number
  readonly accountId: string | null
  readonly contactId: string | null
}

export type TouchPoint = Named & Record<string, unknown>

/** A touch point with all fields; what is not said is absent. */
export const touchPoint = (named: Named, more: Record<string, unknown> = {}): TouchPoint => ({
  source: 'shop', touchPoint: 'support.call', directness: 'DIRECT', reach: null, stage: null, channel: null, location: null, outcome: null,
  measures: {}, expected: {}, text: null, language: null, corrects: null, attributes: {}, ...named, ...more,
})

export const survey = (named: Named, more: Record<string, unknown> = {}): TouchPoint => ({
  source: 'asker', surveyId: `s-${named.eventId}`, status: 'ANSWERED', pattern: 'TRANSACTION', metric: 'CSAT', score: null,
  scaleMin: 1, scaleMax: 5, higherIsBetter: true,  comment: null, language: null, touchPoint: null, stage: null, channel: null, location: null, corrects: null, attributes: {}, ...named, ...more,
})

export const crm = (named: Named, kind: string, account: object | null = null): TouchPoint => ({ source: 'crm', kind, account, ...named })
