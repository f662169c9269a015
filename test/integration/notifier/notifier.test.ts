import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { AlertEvent } from '../../../schemas/types.ts'
import { contractId } from '../../../services/shared/avro/contract-id.ts'
import { contractType } from '../../../services/shared/avro/published.ts'
import { openRegistry } from '../../../services/shared/avro/registry.ts'
import { frame } from '../../../services/shared/avro/wire.ts'
import { partitionFor } from '../../../services/shared/kafka/partitioner.ts'
import { openProducer } from '../../../services/shared/kafka/producer.ts'
import { exampleStep } from '../../../services/shared/webhooks/example.ts'
import { readSubscriptions } from '../../../services/shared/webhooks/subscriptions.ts'
import { subjectOf, topicOf } from '../../../services/topology.ts'
import { eventually } from '../../helpers/eventually.ts'
import { runCli } from '../../helpers/cli.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { createSystem, type RunningService, type System } from '../../helpers/system.ts'

interface Got { readonly id: string; readonly at: number; readonly body: any; readonly raw: string; readonly headers: IncomingHttpHeaders }

const folder = mkdtempSync(join(tmpdir(), 'cx-webhooks-'))
const file = join(folder, 'webhooks.json')
let system: System
let notifier: RunningService
const servers: Server[] = []

/** A receiver: `answer` gives the status for the n-th request. */
async function receiver(answer: (n: number) => number) {
  const got: Got[] = []
  let asked = 0
  const server = createServer((request, response) => {
    let raw = ''
    request.on('data', (chunk) => { raw += chunk }).on('end', () => {
      const status = answer(asked++)
      if (status >= 200 && status < 300) got.push({ id: String(request.headers['webhook-id']), at: Date.now(), body: JSON.parse(raw), raw, headers: request.headers })
      response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end()
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, asked: () => asked }
}

const cx = (...args: string[]) => runCli(['webhooks', ...args], { ...system.env, CX_WEBHOOKS: file } as never)

/** Steps as the scorer would write them. */
async function alert(from: number, count: number, more: Partial<AlertEvent> = {}): Promise<number> {
  const cluster = system.client.cluster()
  const producer = await openProducer(cluster)
  const topic = topicOf(system.deployment, 'alerts')
  const id = await contractId(openRegistry({ url: system.env.SCHEMA_REGISTRY_URL, log: keptLog() }), subjectOf(system.deployment, 'alerts'), 'alert')
  const at = Date.now()
  await producer.send(Array.from({ length: count }, (_, i) => {
    const accountId = `acc-${from + i}`
    const step = { ...exampleStep(at, `owner-${from + i}`), alertId: `${accountId}~SCORE_BELOW~1`, accountId, ...more }
    return { topic, partition: partitionFor(accountId, 2), key: accountId, value: frame(id, contractType('alert'), step) }
  }))
  await cluster.disconnect()
  return at
}

beforeAll(async () => {
  system = await createSystem(inject('parts'))
  await system.setUp()
  notifier = await system.start('notifier', { CX_WEBHOOKS: file })
})
afterAll(async () => {
  await system?.stop()
  for (const server of servers) server.close().closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})
const serves = (count: number) => eventually(async () => (await notifier.metric('cx_subscriptions')) === count && (await fetch(`${notifier.url}/health/ready`)).ok, { timeoutMs: 20_000 })

describe('the notifier', () => {
  it('delivers signed, in time, to who subscribed while it ran; a dead endpoint delays nobody', async () => {
    const [good, dead] = [await receiver(() => 204), await receiver(() => 500)]
    const added = await cx('add', 'good', good.url, '--allow-private')
    expect(added.code, added.stderr).toBe(0)
    const secret = /secret {3}(whsec_\S+)/.exec(added.stdout)![1]!
    await cx('add', 'dead', dead.url, '--allow-private')
    await serves(2)
    const ages: number[] = []
    for (let i = 0; i < 20; i++) {
      const at = await alert(i, 1)
      await eventually(() => good.got.length === i + 1)
      ages.push(good.got[i]!.at - at)
    }
    expect(dead.asked(), 'it was tried').toBeGreaterThan(0)
    const { raw, headers } = good.got[0]!
    expect(new Webhook(secret).verify(raw, headers as Record<string, string>)).toMatchObject({ type: 'alert.opened', data: { accountId: 'acc-0' } })
    ages.sort((a, b) => a - b)
    console.log(`alert in the topic to webhook received: p50 ${ages[10]} ms, max ${ages.at(-1)} ms, beside a dead endpoint`)
    expect(ages[10]).toBeLessThan(1000)
    expect((await cx('remove', 'dead', '--yes')).code).toBe(0)
    await serves(1)
  })

  it('repeats what failed with the same id, follows no redirect, and calls no private address that was not allowed', async () => {
    const [flaky, moved] = [await receiver((n) => (n < 2 ? 503 : 200)), await receiver(() => 302)]
    await cx('add', 'flaky', flaky.url, '--allow-private', '--kind', 'SILENT')
    await cx('add', 'moved', moved.url, '--allow-private', '--kind', 'BURST')
    await serves(3)
    await alert(100, 1, { kind: 'SILENT', alertId: 'acc-100~SILENT~1' })
    await eventually(() => flaky.got.length === 1, { timeoutMs: 15_000 })
    expect([flaky.got[0]!.id, flaky.asked()]).toEqual(['acc-100~SILENT~1~1', 3])
    expect((await cx('test', 'moved')).stderr).toContain('redirect')
    expect((await cx('add', 'clear', 'http://example.com/x')).stderr).toContain('in the clear')
    await cx('add', 'inside', 'https://127.0.0.1:9/')
    const refused = await cx('test', 'inside')
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--allow-private')])
    for (const name of ['moved', 'inside', 'flaky']) await cx('remove', name, '--yes')
    await serves(1)
    const log = (await system.records('deliveries')).map(({ value }) => JSON.parse(value!.toString())).filter(({ subscription }) => subscription === 'flaky')
    expect(log.map(({ status, attempt, httpStatus }) => [status, attempt, httpStatus])).toEqual([['failed', 1, 503], ['failed', 2, 503], ['delivered', 3, 200]])
  })

  it('delivers alerts of accounts that no header could name, and those behind them', async () => {
    const any = await receiver(() => 200)
    await cx('add', 'any', any.url, '--allow-private', '--segment', 'any')
    await serves(2)
    const names = ['Кафка', '株式会社', 'a\nb', 'acme.com']
    for (const name of names) await alert(150, 1, { segment: 'any', accountId: name, alertId: `${name}~SILENT~1` })
    await alert(150, 1, { segment: 'any' })
    await eventually(() => any.got.length === 5)
    expect(any.got.map(({ body }) => body.data.accountId)).toEqual([...names, 'acc-150'])
    await cx('remove', 'any', '--yes')
    await serves(1)
  })

  it('killed in the middle, it delivers everything at least once, with the same id each time', async () => {
    const busy = await receiver(() => 200)
    const cluster = system.client.cluster()
    // What is no alert must not hold back those behind it.
    await (await openProducer(cluster)).send([0, 1].map((partition) => ({ topic: topicOf(system.deployment, 'alerts'), partition, key: null, value: Buffer.from('no alert') })))
    await cluster.disconnect()
    await cx('add', 'busy', busy.url, '--allow-private')
    await serves(2)
    await alert(1000, 300)
    await eventually(() => busy.got.length > 50, { timeoutMs: 20_000 })
    await notifier.kill()
    await alert(2000, 100)
    notifier = await system.start('notifier', { CX_WEBHOOKS: file })
    const ids = () => new Set(busy.got.map(({ id }) => id))
    await eventually(() => ids().size === 400, { timeoutMs: 40_000 })
    // Deliveries do not wait for each other's commit: a crash repeats what came since the last one, a round trip's worth.
    expect(busy.got.length, 'only what was not committed yet came twice').toBeLessThan(500)
  })

  it('replays from a time on, and sends many alerts of one owner as one message', async () => {
    const [again, calm] = [await receiver(() => 200), await receiver(() => 200)]
    await cx('add', 'again', again.url, '--allow-private', '--owner', 'owner-2000')
    await cx('add', 'calm', calm.url, '--allow-private', '--owner', 'storm', '--digest-above', '3', '--digest-within', '2', '--format', 'slack')
    await serves(4)
    expect((await cx('replay', 'again', '--since', new Date(Date.now() - 3_600_000).toISOString())).code).toBe(0)
    await eventually(() => again.got.length === 1, { timeoutMs: 20_000 })
    expect(again.got[0]!.id).toBe('acc-2000~SCORE_BELOW~1~1')
    await alert(3000, 40, { owner: 'storm' })
    await eventually(() => calm.got.some(({ body }) => body.text.includes('alerts for storm')), { timeoutMs: 20_000 })
    expect(calm.got.length, 'the limit, over all partitions, then one message for the rest').toBe(4)
    await cx('remove', 'calm', '--yes')
    await cx('remove', 'again', '--yes')
  })

  it('calls an endpoint several times at once, an account one step after the other, and one that it refuses holds up no other', async () => {
    let [open, most] = [0, 0]
    const order = new Map<string, number[]>()
    const server = createServer((request, response) => {
      let raw = ''
      request.on('data', (chunk) => { raw += chunk }).on('end', () => {
        const { accountId, sequence } = JSON.parse(raw).data
        if (accountId === 'acc-5000') return response.writeHead(400).end()
        most = Math.max(most, ++open)
        setTimeout(() => {
          open--
          order.set(accountId, [...(order.get(accountId) ?? []), sequence])
          response.writeHead(200).end()
        }, 50)
      })
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await cx('add', 'wide', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, '--allow-private', '--segment', 'wide', '--concurrency', '3', '--digest-above', '1000')
    await serves(3)
    await alert(5000, 1, { segment: 'wide' })
    for (const sequence of [1, 2, 3]) await alert(5001, 10, { segment: 'wide', sequence })
    await eventually(() => [...order.values()].filter(({ length }) => length === 3).length === 10, { timeoutMs: 20_000 })
    expect(most).toBe(3)
    expect([...order.values()]).toEqual(Array.from({ length: 10 }, () => [1, 2, 3]))
    await cx('remove', 'wide', '--yes')
  })

  it('ends a subscription whose endpoint answers 410, and goes on where it was when it is enabled; waits as long as Retry-After asks', async () => {
    const asked: number[] = []
    let lives = false
    const moved = await receiver(() => (lives ? 200 : 410))
    const busy = createServer((request, response) => {
      asked.push(performance.now())
      request.resume()
      response.writeHead(asked.length === 1 ? 429 : 200, { 'retry-after': '3' }).end()
    })
    servers.push(busy)
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve))
    await cx('add', 'gone', moved.url, '--allow-private', '--segment', 'gone')
    await cx('add', 'later', `http://127.0.0.1:${(busy.address() as AddressInfo).port}/`, '--allow-private', '--segment', 'gone')
    await serves(4)
    await alert(6000, 1, { segment: 'gone' })
    await serves(3)
    expect((await cx('list')).stdout).toMatch(/gone .*NOT SERVED since .*410/)
    await alert(6000, 1, { segment: 'gone', sequence: 2 })
    await eventually(() => asked.length === 3)
    // Its timer may be a millisecond early.
    expect(asked[1]! - asked[0]!).toBeGreaterThanOrEqual(2990)
    lives = true
    await cx('enable', 'gone')
    await eventually(() => moved.got.length === 2, { timeoutMs: 20_000 })
    expect(moved.got.map(({ id }) => id)).toEqual(['acc-6000~SCORE_BELOW~1~1', 'acc-6000~SCORE_BELOW~1~2'])
    for (const name of ['gone', 'later']) await cx('remove', name, '--yes')
    await serves(2)
  })

  it('ends such a subscription where its file cannot be written, too, and nothing but it', async () => {
    let lives = false
    const [moved, other] = [await receiver(() => (lives ? 200 : 410)), await receiver(() => 200)]
    await cx('add', 'gone', moved.url, '--allow-private', '--segment', 'sealed')
    await cx('add', 'other', other.url, '--allow-private', '--segment', 'sealed')
    await serves(4)
    // What a process leaves behind that died while it replaced the file: nobody can replace it now.
    writeFileSync(`${file}.new`, '')
    await alert(6500, 20, { segment: 'sealed' })
    await serves(3)
    await alert(6500, 20, { segment: 'sealed', sequence: 2 })
    await eventually(() => other.got.length === 40)
    expect(notifier.part.output().match(/subscription.disabled.*ended in this process only/g)).toHaveLength(1)
    expect(readSubscriptions(file).filter(({ disabled }) => disabled !== undefined)).toEqual([])
    rmSync(`${file}.new`)
    lives = true
    await cx('enable', 'gone')
    await eventually(() => moved.got.length === 40)
    for (const name of ['gone', 'other']) await cx('remove', name, '--yes')
    await serves(2)
  })

  it('sends mail by SMTP', async () => {
    const mails: string[] = []
    const smtp = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], onData: (stream, _, done) => {
      let text = ''
      stream.on('data', (chunk) => { text += chunk }).on('end', () => { mails.push(text); done() })
    } })
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
    const smtpUrl = `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`
    await cx('add', 'mail', 'mailto:ops@example.com', '--format', 'email', '--owner', 'mailed')
    await notifier.kill('SIGTERM')
    notifier = await system.start('notifier', { CX_WEBHOOKS: file, CX_SMTP_URL: smtpUrl, CX_MAIL_FROM: 'cx@example.com' })
    await serves(3)
    await alert(4000, 1, { owner: 'mailed' })
    await eventually(() => mails.length === 1, { timeoutMs: 15_000 })
    expect(mails[0]).toMatch(/From: cx@example.com[^]*To: ops@example.com[^]*Subject: \[HIGH\] A test of this webhook: low score/)
    smtp.close(() => {})
    expect(readSubscriptions(file).map(({ name }) => name)).toEqual(['good', 'busy', 'mail'])
  })
})
