import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { ModelFile } from '../../core/model/model-file.ts'
import type { Settings } from '../../core/model/settings.ts'
import type { Entry } from '../../core/scoring/entry.ts'
import { newOutcome, type Outcome } from '../../core/scoring/outcome.ts'
import { applyEntry } from '../../core/scoring/apply-entry.ts'
import { startRestore, type PartitionMemory } from '../../services/scorer/state.ts'
import { RecordSets } from '../../services/shared/kafka/record-set.ts'
import { recordsOf } from './records-of-set.ts'
import type { StateRecord } from '../../services/shared/fold/state-keys.ts'
import type { AccountScore, AlertAction, CrmEvent, SurveyEvent, TouchPointEvent } from '../../schemas/types.ts'

export const day = 86_400_000
/** 2026-01-01T00:00:00Z */
export const start = Date.UTC(2026, 0, 1)

export const shippedModel = (): ModelFile => parse(readFileSync(new URL('../../schemas/model.yaml', import.meta.url), 'utf8')) as ModelFile

export const settingsOf = (model: ModelFile = shippedModel(), more: Partial<Settings> = {}): Settings => ({
  model, clock: 'log', tickIntervalMs: 10_000, sources: [{ topic: 'touchpoints', partitions: 1 }], hash: '', ...more,
})

export const touchPoint = (eventId: string, occurredAt: number, more: Partial<TouchPointEvent> = {}): TouchPointEvent => ({
  eventId, occurredAt, source: 'test', accountId: 'a', contactId: 'c', touchPoint: 'support.call', directness: 'DIRECT', reach: null, stage: null,
  channel: null, location: null, outcome: null, measures: {}, expected: {}, text: null, language: null, corrects: null, attributes: {}, ...more,
})

export const survey = (eventId: string, occurredAt: number, more: Partial<SurveyEvent> = {}): SurveyEvent => ({
  eventId, occurredAt, source: 'test', accountId: 'a', contactId: 'c', surveyId: `q-${eventId}`, status: 'ANSWERED', pattern: 'TRANSACTION', metric: 'CSAT',
  score: null, scaleMin: 1, scaleMax: 5, higherIsBetter: true, comment: null, language: null, touchPoint: null, stage: null, channel: null,
  location: null, corrects: null, attributes: {}, ...more,
})

export const upserted = (eventId: string, occurredAt: number, account: Partial<NonNullable<CrmEvent['account']>> = {}, accountId = 'a'): CrmEvent => ({
  eventId, occurredAt, source: 'crm', kind: 'ACCOUNT_UPSERTED', accountId, contactId: null,
  account: {
    name: null, segment: null, vertical: null, region: null, annualRevenue: null, currency: null, owner: null, escalationOwner: null,
    renewalAt: null, parentAccountId: null, attributes: {}, ...account,
  },
})

export const closed = (eventId: string, occurredAt: number): CrmEvent => ({
  eventId, occurredAt, source: 'crm', kind: 'ACCOUNT_CLOSED', accountId: 'a', contactId: null, account: null,
})

const noText = { sentiment: null, emotions: [], effort: null }

/** A timeline of one partition, written in order; offsets count from 0. */
export function createTimeline(settings: Settings = settingsOf()) {
  const entries: Entry[] = []
  const base = (topic: string, timestamp: number) => ({
    offset: entries.length, timestamp, source: { topic, partition: 0, epoch: 0, offset: entries.length, number: 0 },
  })
  const timeline = {
    entries,
    settings: (s: Settings) => void entries.push({ ...base('settings', 0), kind: 'SETTINGS', settings: s }),
    touchPoint: (e: TouchPointEvent, sentiment: number | null = null) =>
      void entries.push({ ...base('touchpoints', e.occurredAt), kind: 'TOUCH_POINT', event: e, text: { ...noText, sentiment } }),
    survey: (e: SurveyEvent, sentiment: number | null = null) =>
      void entries.push({ ...base('surveys', e.occurredAt), kind: 'SURVEY', event: e, text: { ...noText, sentiment } }),
    crm: (e: CrmEvent) => void entries.push({ ...base('crm', e.occurredAt), kind: 'ACCOUNT', event: e }),
    action: (e: AlertAction) => void entries.push({ ...base('alert-actions', e.occurredAt), kind: 'ACTION', event: e }),
    progress: (time: number, partition = 0) =>
      void entries.push({ offset: entries.length, timestamp: time, kind: 'PROGRESS', source: { topic: 'touchpoints', partition, epoch: 0, offset: 0, number: 0 } }),
  }
  timeline.settings(settings)
  return timeline
}

/** An outcome with scores as the contract has them. */
export type PlainOutcome = Omit<Outcome, 'scores'> & { readonly scores: AccountScore[] }
export const newPlainOutcome = (): PlainOutcome => ({ ...newOutcome(), scores: [] })

/** A scorer partition without Kafka: state records are kept as the state topic would, compacted by key. */
export function createScorer(speaksFor?: (source: string) => boolean) {
  const topic = new Map<string, Buffer | null>()
  let memory: PartitionMemory = startRestore(0, new Set(), speaksFor).finish().memory
  let next = 0
  const store = (records: StateRecord[]) => {
    for (const { key, value } of records) topic.set(key, value)
  }
  return {
    get memory() {
      return memory
    },
    account: (id = 'a') => memory.accounts.find(id)!,
    /** Applies one entry, at most `limit` records at a time; gives the outcomes of the parts. */
    apply(entry: Entry, limit = Infinity): { outcome: PlainOutcome; done: boolean } {
      const outcome = newOutcome()
      const done = applyEntry(memory.partition, entry, outcome, limit)
      next = done ? entry.offset + 1 : entry.offset
      return { outcome: { ...outcome, scores: outcome.scores.map((each) => ({ ...each, drivers: each.drivers.toJSON() })) }, done }
    },
    commit() {
      const sets = new RecordSets()
      memory.takeRecords({ next, readAt: null }, (key, write, value) => sets.add('state', 0, key, write, value))
      for (const set of sets.all) store(recordsOf(set).map(({ key, value }) => ({ key: key!, value: value && Buffer.from(value) })))
    },
    /** What was not committed is lost; memory comes from the state records alone. Gives the offset to go on with. */
    restart(): number {
      const restore = startRestore(0, new Set(), speaksFor)
      for (const [key, value] of topic) restore.add({ key, value })
      const finished = restore.finish()
      memory = finished.memory
      next = finished.position?.next ?? 0
      return next
    },
  }
}

/** All that a timeline brings about, in one go. */
export function score(entries: readonly Entry[]) {
  const scorer = createScorer()
  const all = newPlainOutcome()
  for (const entry of entries) {
    const { outcome } = scorer.apply(entry)
    all.interactions.push(...outcome.interactions)
    all.scores.push(...outcome.scores)
    all.alerts.push(...outcome.alerts)
    all.failures.push(...outcome.failures)
    for (const key of Object.keys(all.counts) as (keyof typeof all.counts)[]) all.counts[key] += outcome.counts[key]
  }
  return { ...all, account: (id = 'a') => scorer.account(id), last: () => all.scores[all.scores.length - 1]!, scorer }
}
