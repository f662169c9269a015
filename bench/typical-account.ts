import { newAccount, type Account } from '../core/scoring/account.ts'

export const day = 86_400_000
/** 2026-01-01T00:00:00Z */
export const start = Date.UTC(2026, 0, 1)

const drivers = ['delivery', 'support.call', 'support.resolution', 'product.use', 'billing.invoice', 'onboarding', 'mention', 'store.visit', 'survey.nps', 'survey.csat']

/** An account with ten drivers, full closes and `ids` remembered events. */
export function typical(id: string, ids: number): Account {
  const account = newAccount(id)
  Object.assign(account, { time: start + 40 * day, accepted: 400, contacts: 400, observations: 400, observed: true, lastContactAt: start + 40 * day, publishDay: 20_500, due: start + 41 * day })
  account.crm = { name: 'Highland Catering', segment: 'enterprise', vertical: 'hospitality', region: 'EMEA', annualRevenue: 388_800, currency: 'EUR', owner: 'omar.haddad', escalationOwner: 'chen.yilmaz', renewalAt: start + 90 * day }
  for (let i = 0; i < ids; i++) {
    account.remembered.put(`evt-${id}-${i}`, { sequence: 380 + i, acceptedAt: start + i * day / 3, occurredAt: start + i * day / 3, observation: { driver: i % 10, value: 85, weight: 1.5 }, replacedBy: null })
  }
  for (const name of drivers) account.drivers.add(name, 3.3, 240.5, start + 40 * day)
  for (let i = 0; i < Math.ceil(ids / 10) * 10; i++) account.touches.add(i % 10, 380 + Math.floor(i / 10), `evt-${id}-${i}`, 'SUCCEEDED')
  account.closes = Array.from({ length: 35 }, () => ({ value: 71.5, evidence: 12.25 }))
  account.lastClose = 20_500
  account.details = Array.from({ length: 8 }, (_, i) => ({ day: 20_493 + i, accepted: 390, value: 71.5, evidence: 12.25, prior: 70, contributions: drivers.map((_, d) => d / 7) }))
  return account
}
