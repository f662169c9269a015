import type { AlertEvent } from '../../../schemas/types.ts'
import type { Parcel } from '../../../services/notifier/parcel.ts'
import { exampleStep } from '../../../services/shared/webhooks/example.ts'
import { newSecret, type Subscription } from '../../../services/shared/webhooks/subscriptions.ts'

export const now = Date.UTC(2026, 10, 25, 9)
/** A step of the alert that never happened, with what is to be otherwise. */
export const step = (more: Partial<AlertEvent> = {}): AlertEvent => ({ ...exampleStep(now, 'kim'), ...more })
/** A subscription to everything. */
export const subscription = (more: Partial<Subscription> = {}): Subscription => ({
  name: 'ops', format: 'standard', url: 'https://example.com/hook', secrets: [newSecret()], kinds: [], severities: [], segments: [], owners: [], allowPrivate: false,
  from: new Date(now).toISOString(), digest: { above: 2, withinSeconds: 60 }, ...more,
})
/** A step that somebody handed in, who does not care what becomes of it. */
export const parcel = (more: Partial<AlertEvent>, from: object = {}): Parcel => ({ step: step(more), from, check() {}, done() {}, failed() {} })
