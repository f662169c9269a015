/**
 * What an account costs: bytes, restore, and timers. Usage: npm run bench:state -- [accounts]
 * Figures are for one core and say nothing of Kafka.
 */
import { cpus } from 'node:os'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { compile } from '../core/model/model.ts'
import type { ModelFile } from '../core/model/model-file.ts'
import { createTimers } from '../core/scoring/timers.ts'
import { decodeAccount, encodeAccount } from '../services/scorer/account-codec.ts'
import { createAccountStore } from '../services/scorer/account-store.ts'
import { typical } from './typical-account.ts'

const many = Number(process.argv[2] ?? 200_000)
const model = compile(parse(readFileSync(new URL('../schemas/model.yaml', import.meta.url), 'utf8')) as ModelFile)
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
