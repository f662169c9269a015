/**
 * All topics as data: what a value is, what the key is, who writes, who reads, how long it is kept.
 * Topic names on the broker are `<deployment>.<name>`; this file is the only place that lists them.
 */

/** Partition counts that are configuration, fixed for a deployment's life. */
export type Partitions = 'input' | 'timeline' | 'byContact' | 'deliveries' | 'one'

export interface TopicSpec {
  /** `wire/<file>`: a registered contract under schemas/; `internal/<file>`: schemas/internal; `format`: described where it is written. */
  readonly value: `wire/${string}` | `internal/${string}` | `format/${string}`
  readonly key: string
  readonly partitions: Partitions
  readonly writers: readonly ServiceName[]
  readonly readers: readonly ServiceName[]
  /** Broker settings of the topic. */
  readonly config: Readonly<Record<string, string>>
}

export const services = ['upstream', 'setup', 'ingest', 'enricher', 'resolver', 'scorer', 'sink', 'notifier', 'api', 'cli'] as const
export type ServiceName = (typeof services)[number]

const day = 86_400_000
const kept = (days: number) => ({ 'cleanup.policy': 'delete', 'retention.ms': String(days * day) })
const brokerTime = { 'message.timestamp.type': 'LogAppendTime' }
const large = { 'max.message.bytes': String(2 * 1024 * 1024) }

export const topics = {
  touchpoints: {
    value: 'wire/touch-point', key: 'any (account id if known)', partitions: 'input',
    writers: ['upstream', 'ingest'], readers: ['enricher'], config: { ...kept(7), ...brokerTime },
  },
  surveys: {
    value: 'wire/survey', key: 'any', partitions: 'input',
    writers: ['upstream', 'ingest'], readers: ['enricher'], config: { ...kept(7), ...brokerTime },
  },
  crm: {
    value: 'wire/crm', key: 'account id', partitions: 'input',
    writers: ['upstream', 'ingest'], readers: ['enricher'], config: { ...kept(7), ...brokerTime },
  },
  'alert-actions': {
    value: 'wire/alert-action', key: 'account id', partitions: 'input',
    writers: ['upstream', 'ingest', 'api'], readers: ['enricher'], config: { ...kept(7), ...brokerTime },
  },
  settings: {
    value: 'format/settings JSON', key: '-', partitions: 'one',
    writers: ['setup', 'cli', 'enricher'], readers: ['setup', 'enricher', 'api'], config: { 'cleanup.policy': 'delete', 'retention.ms': '-1', ...brokerTime, ...large },
  },
  'by-contact': {
    value: 'internal/timeline', key: 'contact id', partitions: 'byContact',
    writers: ['setup', 'enricher'], readers: ['resolver'], config: { ...kept(30), ...brokerTime, ...large },
  },
  timeline: {
    value: 'internal/timeline', key: 'account id', partitions: 'timeline',
    writers: ['setup', 'enricher', 'resolver'], readers: ['scorer', 'sink'], config: { ...kept(90), ...brokerTime, ...large },
  },
  'scorer-state': {
    value: 'format/scorer state', key: 'account id, or a reserved key', partitions: 'timeline',
    writers: ['scorer'], readers: ['scorer'], config: { 'cleanup.policy': 'compact', ...large },
  },
  'contact-state': {
    value: 'format/contact state', key: 'contact id, or a reserved key', partitions: 'byContact',
    writers: ['resolver'], readers: ['resolver'], config: { 'cleanup.policy': 'compact', ...large },
  },
  interactions: {
    value: 'wire/interaction', key: 'account id', partitions: 'timeline',
    writers: ['scorer'], readers: ['sink'], config: kept(7),
  },
  scores: {
    value: 'wire/account-score', key: 'account id', partitions: 'timeline',
    writers: ['scorer'], readers: ['sink'], config: { 'cleanup.policy': 'compact', 'min.compaction.lag.ms': String(7 * day) },
  },
  alerts: {
    value: 'wire/alert', key: 'account id (source or model for the two kinds without one)', partitions: 'timeline',
    writers: ['scorer'], readers: ['sink', 'notifier', 'api', 'cli'], config: kept(90),
  },
  'failed-events': {
    value: 'wire/failed-event', key: 'original key', partitions: 'timeline',
    writers: ['enricher', 'resolver', 'scorer', 'sink'], readers: ['sink', 'api', 'cli'], config: { ...kept(30), ...large },
  },
  deliveries: {
    value: 'format/delivery JSON', key: 'alert id', partitions: 'deliveries',
    writers: ['notifier'], readers: ['notifier', 'cli'], config: kept(30),
  },
} as const satisfies Record<string, TopicSpec>

export type TopicName = keyof typeof topics

/** The input topics: what upstream systems publish to and the enricher reads. */
export const inputTopics = ['touchpoints', 'surveys', 'crm', 'alert-actions'] as const satisfies readonly TopicName[]
export type InputTopic = (typeof inputTopics)[number]

/** The topic's name on the broker. */
export const topicOf = (deployment: string, name: TopicName): string => `${deployment}.${name}`

/** The registry's subject of the topic's values. */
export const subjectOf = (deployment: string, name: TopicName): string => `${topicOf(deployment, name)}-value`

/** The topic's name without the deployment's prefix; null where it is not one of ours. */
export function topicNameOf(deployment: string, brokerName: string): TopicName | null {
  const name = brokerName.startsWith(`${deployment}.`) ? brokerName.slice(deployment.length + 1) : ''
  return Object.hasOwn(topics, name) ? (name as TopicName) : null
}

/** Default partition counts of a new deployment. */
export const defaultPartitions: Readonly<Record<Partitions, number>> = { input: 4, timeline: 4, byContact: 4, deliveries: 4, one: 1 }
