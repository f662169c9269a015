import type { ServiceName, TopicName } from '../services/topology.ts'

/** What the document says of itself. */
export const about = `A customer-experience engine: events about accounts in, explainable scores and alerts out, exactly once.

Every event about an account becomes one record in one ordered log, the timeline; scores, alerts and tables are a pure function of that log.

- Upstream systems publish to \`touchpoints\`, \`surveys\`, \`crm\` and \`alert-actions\`. An event's identity is (accountId, eventId): a repeat is recognised.
- Everybody may read \`interactions\`, \`scores\`, \`alerts\` and \`failed-events\`, with isolation level read_committed.
- The other topics are internal: they are listed so that operators know them, their formats may change with any release.

Values with a contract are Avro in Confluent's wire format: a byte 0, the id of the writer's schema in 4 bytes, the Avro binary.
Their subject in the schema registry is \`<topic>-value\`, under the compatibility level BACKWARD_TRANSITIVE:
a producer may use its own older or newer compatible schema. Fields are added, with defaults; none is renamed, retyped or removed.
Keys are UTF-8 strings. Partition counts are those of a new deployment, unless configured otherwise, and fixed for its life.`

/** A topic in a few words, and what somebody who meets it should know. */
export const topicWords: Readonly<Record<TopicName, { readonly title: string; readonly description: string }>> = {
  touchpoints: {
    title: 'Touch points',
    description: 'Contacts between accounts and the company as they happen, direct or indirect. JSON is not guessed at here: it comes in over HTTP.',
  },
  surveys: { title: 'Surveys', description: 'Surveys that were sent, answered or have expired.' },
  crm: { title: 'Accounts and contacts', description: 'Accounts and contacts as the CRM has them, accounts that were closed, and requests for erasure.' },
  'alert-actions': { title: 'Actions on alerts', description: 'What people did about alerts: acknowledged, assigned, snoozed, closed.' },
  settings: {
    title: 'Settings',
    description: 'The whole scoring model with the time source and the source partitions, whenever they changed, and decisions of operators (raised epochs, passes). The offset of settings is their number.',
  },
  'by-contact': {
    title: 'Events by contact',
    description: 'Events that name a contact but no account, and which contact belongs to which account, before the account is known.',
  },
  timeline: {
    title: 'Timeline',
    description: 'The one ordered log of everything about an account; the order here is the order of the business, and what a replay starts from.',
  },
  'scorer-state': {
    title: 'State of the scorer',
    description: 'The latest state of each account and the marker of how far a partition is, in the same transactions as the outputs.',
  },
  'contact-state': { title: 'State of the resolver', description: 'Which contact belongs to which account, and the marker of how far a partition is.' },
  interactions: {
    title: 'Interactions',
    description: 'Every accepted touch point and survey, enriched and scored; enough to recompute every score without the original text.',
  },
  scores: {
    title: 'Scores',
    description: 'The score of an account after each log record that changed it, with what drives it. Absolute: the latest one wins.',
  },
  alerts: { title: 'Alerts', description: 'The steps in the life of each alert, from OPENED to CLOSED; each (alertId, sequence) exactly once.' },
  'failed-events': {
    title: 'Failed events',
    description: 'Input records that could not be processed, with their original bytes, a code and the reason. At least once; their identity is failureId.',
  },
  deliveries: { title: 'Deliveries', description: 'What became of each webhook call for an alert.' },
}

/** What each program does, as the tag of its operations. */
export const serviceWords: Readonly<Record<ServiceName, string>> = {
  upstream: 'Systems of the customer: helpdesk, shop, CRM, survey tool.',
  setup: 'Runs before the others: creates topics, registers schemas, writes settings.',
  ingest: 'Takes events over HTTP and publishes them; answers when Kafka has acknowledged.',
  enricher: 'Decodes, validates and analyses events and writes them to the timeline.',
  resolver: 'Finds the account of events that name a contact only.',
  scorer: 'Scores accounts and runs the life of alerts, exactly once.',
  sink: 'Inserts into ClickHouse, exactly once.',
  notifier: 'Sends alerts to webhooks, signed, at least once.',
  api: 'REST, live stream and console.',
  cli: 'The operators\' command line, `cx`.',
}
