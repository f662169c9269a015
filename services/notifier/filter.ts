import type { AlertEvent } from '../../schemas/types.ts'
import type { Subscription } from '../shared/webhooks/subscriptions.ts'

/**
 * Whether a step goes to a subscription. One of owners gets the steps of their alerts, and what is addressed to them of others', such as escalations. Machines get every step; people (Slack, mail) only those that are addressed to somebody: what a model change
 * opens quietly pages nobody.
 */
export function wants(subscription: Subscription, step: AlertEvent, storedAt: number): boolean {
  const has = (values: readonly string[], value: string | null) => values.length === 0 || (value !== null && values.includes(value))
  return storedAt >= Date.parse(subscription.from)
    && has(subscription.kinds, step.kind) && has(subscription.severities, step.severity) && has(subscription.segments, step.segment)
    && (has(subscription.owners, step.owner) || step.notify.some((person) => subscription.owners.includes(person)))
    && (subscription.format === 'standard' || step.notify.length > 0)
}
