/**
 * What an account costs: bytes, restore, and ticks over very many accounts. Usage: npm run bench:state -- [accounts]
 * Figures are for one core and say nothing of Kafka.
 */
import { cpus } from 'node:os'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { compile } from '../core/model/model.ts'
import type { ModelFile } from '../core/model/model-file.ts'
import { newAccount, type Account } from '../core/scoring/account.ts'
import { createTimers } from '../core/scoring/timers.ts'
import { decodeAccount, encodeAccount } from '../services/scorer/account-codec.ts'
import { createAccountStore } from '../services/scorer/account-store.ts'

const many = Number(process.argv[2] ?? 200_000)
const day = 86_400_000
const start = Date.UTC(2026, 0, 1)
const model = compile(parse(readFileSync(new URL('../schemas/model.yaml', import.meta.url), 'utf8')) as ModelFile)
const drivers = ['delivery', 'support.call', 'support.resolution', 'product.use', 'billing.invoice', 'onboarding', 'mention', 'store.visit', 'survey.nps', 'survey.csat']

/** Ten drivers, full closes, `ids` remembered events. */
function typical(id: string, ids: number): Account {
  const account = newAccount(id)
  Object.assign(account, { time: start + 40 * day, accepted: 400, contacts: 400, observations: 400, observed: true, lastContactAt: start + 40 * day, publishDay: 20_500, due: start + 41 * day })
  account.crm = { name: 'Highland Catering', segment: 'enterprise', vertical: 'hospitality', region: 'EMEA', annualRevenue: 388_800, currency: 'EUR', owner: 'omar.haddad', escalationOwner: 'chen.yilmaz', renewalAt: start + 90 * day }
  for (let i = 0; i < ids; i++) {
    account.remembered.put(`evt-${id}-${i}`, { sequence: 380 + i, acceptedAt: start + i * day / 3, occurredAt: start + i * day / 3, observation: { driver: i % 10, value: 85, weight: 1.5 }, replacedBy: null })
  }
  account.drivers = drivers.map((name, d) => ({
    name, weight: 3.3, sum: 240.5, ref: start + 40 * day,
    touches: Array.from({ length: Math.ceil(ids / 10) }, (_, i) => ({ eventId: `evt-${id}-${i * 10 + d}`, sequence: 380 + i, note: 'SUCCEEDED' })),
  }))
  account.closes = Array.from({ length: 35 }, () => ({ value: 71.5, evidence: 12.25 }))
  account.lastClose = 20_500
  account.details = Array.from({ length: 8 }, (_, i) => ({ day: 20_493 + i, accepted: 390, value: 71.5, evidence: 12.25, prior: 70, contributions: drivers.map((_, d) => d / 7) }))
  return account
}

const rate = (count: number, run: () => void): number => {
  const since = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(since)
  return count / ((user + system) / 1e6)
}

console.log(`${cpus()[0]?.model.trim()}, Node ${process.version}, model ${model.version}`)
for (const ids of [20, 1000]) {
  const account = typical('acc-0000001', ids)
  const bytes = encodeAccount(account)
  const n = ids === 20 ? 50_000 : 5000
  const encode = rate(n, () => { for (let i = 0; i < n; i++) encodeAccount(account) })
  const decode = rate(n, () => { for (let i = 0; i < n; i++) decodeAccount('acc-0000001', bytes) })
  console.log(`account with 10 drivers, full closes, ${ids} remembered ids: ${bytes.length} bytes, encode ${Math.round(encode / 1000)} k/s, decode ${Math.round(decode / 1000)} k/s`)
}

const template = encodeAccount(typical('acc-0000001', 20))
global.gc?.()
const before = process.memoryUsage().rss
const store = createAccountStore()
const restored = rate(many * template.length, () => { for (let i = 0; i < many; i++) store.restore(`acc-${i}`, Buffer.from(template)) })
const timers = createTimers()
const scheduled = rate(many, () => { for (const [id, due] of store.dues()) timers.set(id, due + (Number(id.slice(4)) % 3_600_000)) })
console.log(`${many} accounts in memory: ${Math.round((process.memoryUsage().rss - before) / many)} bytes each of RSS; restore ${Math.round(restored / 1e6)} MB/s, timers ${Math.round(scheduled / 1000)} k/s`)
for (const due of [0, 100, 10_000]) {
  const until = due === 0 ? start : start + 41 * day + due - 1
  const since = process.cpuUsage()
  let found = 0
  for (let next = timers.first(until); next !== null; next = timers.first(until)) {
    found++
    timers.set(next.id, next.due + day)
  }
  const { user, system } = process.cpuUsage(since)
  console.log(`tick over ${many} accounts with ${found} due: ${((user + system) / 1000).toFixed(2)} ms CPU to find and set them anew`)
}
