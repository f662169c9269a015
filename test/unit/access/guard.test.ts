import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { local } from '../../../services/shared/access/caller.ts'
import { openGuard } from '../../../services/shared/access/guard.ts'
import { createKey } from '../../../services/shared/access/keys.ts'
import { IssuerAway } from '../../../services/shared/access/oidc.ts'
import { eventually } from '../../helpers/eventually.ts'
import { writeKeys } from '../../helpers/keys.ts'
import { keptLog } from '../../helpers/silent-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'cx-guard-'))
let files = 0
const newFile = () => join(folder, `${++files}.json`)
const host = '127.0.0.1'

describe('a guard', () => {
  it('lets everybody on this machine do everything until there is a key, and says so', async () => {
    const [keysFile, log] = [newFile(), keptLog()]
    const guard = openGuard({ keysFile, host, log })
    expect([await guard.identify(null), guard.asks(), log.lines.map(({ event }) => event)]).toEqual([local, false, ['access.open']])
    const { key, text } = createKey({ name: 'shop', role: 'viewer', sources: [], expiresAt: null }, new Date())
    writeKeys(keysFile, [key])
    await eventually(() => guard.asks())
    expect([await guard.identify(null), await guard.identify('cx_nothing')]).toEqual([null, null])
    expect(await guard.identify(text)).toEqual({ id: `key-${key.id}`, name: 'shop', role: 'viewer', sources: [] })
    writeKeys(keysFile, [])
    await eventually(async () => (await guard.identify(text)) === null, { timeoutMs: 5000 })
    expect(await guard.identify(null), 'whoever revokes the last key has not opened the door').toBeNull()
    rmSync(keysFile)
    await eventually(() => !guard.asks())
  })

  it.each(['0.0.0.0', '::', '10.0.0.7', 'cx.example.com'])('is not opened on %s, which other machines reach, without a key or an issuer', (outside) => {
    expect(() => openGuard({ keysFile: newFile(), host: outside, log: keptLog() })).toThrow(/can be reached by other machines/)
    const keysFile = newFile()
    writeKeys(keysFile, [createKey({ name: 'a', role: 'admin', sources: [], expiresAt: null }, new Date()).key])
    expect(openGuard({ keysFile, host: outside, log: keptLog() }).asks()).toBe(true)
  })

  it('asks everybody once there is a file that it cannot read', async () => {
    const keysFile = newFile()
    const guard = openGuard({ keysFile, host, log: keptLog() })
    writeFileSync(keysFile, '{')
    await eventually(() => guard.asks())
    expect(await guard.identify(null)).toBeNull()
  })

  it('there stays closed when the last key is revoked', async () => {
    const keysFile = newFile()
    const { key, text } = createKey({ name: 'a', role: 'admin', sources: [], expiresAt: null }, new Date())
    writeKeys(keysFile, [key])
    const guard = openGuard({ keysFile, host: '0.0.0.0', log: keptLog() })
    expect(await guard.identify(text)).not.toBeNull()
    writeKeys(keysFile, [])
    await eventually(async () => (await guard.identify(text)) === null, { timeoutMs: 5000 })
    expect(await guard.identify(null)).toBeNull()
  })
})

describe('tokens of an issuer', () => {
  let server: Server
  let issuer: string
  let published: object[] = []
  const newPair = async (kid: string) => {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    return { kid, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256' }, privateKey }
  }
  let pair: Awaited<ReturnType<typeof newPair>>
  beforeAll(async () => {
    server = createServer(({ url }, response) => {
      const body = url === '/keys' ? { keys: published } : { issuer, jwks_uri: `${issuer}/keys` }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    })
    await new Promise<void>((resolve) => server.listen(0, host, resolve))
    issuer = `http://${host}:${(server.address() as AddressInfo).port}`
    pair = await newPair('one')
    published = [pair.jwk]
  })
  afterAll(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })

  const sign = (payload: JWTPayload, by = pair) => new SignJWT({ sub: 'ann', iss: issuer, aud: 'cx', roles: ['operator', 'viewer'], exp: Math.floor(Date.now() / 1000) + 60, ...payload })
    .setProtectedHeader({ alg: 'ES256', kid: by.kid }).sign(by.privateKey)
  const guard = (roleClaim = 'roles', from = issuer) => openGuard({ keysFile: newFile(), host, oidc: { issuer: from, audience: 'cx', roleClaim }, log: keptLog() })

  it('say who it is and the greatest role', async () => {
    expect(await guard().identify(await sign({ email: 'ann@example.com' }))).toEqual({ id: 'oidc-ann', name: 'ann@example.com', role: 'operator', sources: [] })
    expect((await guard('realm_access.roles').identify(await sign({ realm_access: { roles: ['admin'] } })))?.role).toBe('admin')
    expect((await guard().identify(await sign({ roles: 'cook' })))?.role, 'known, but nobody here').toBeNull()
    expect(await guard().identify(null)).toBeNull()
  })

  it('are not valid for others, from others, after their time, or signed by nobody or by a key that everybody has', async () => {
    const now = Math.floor(Date.now() / 1000)
    const stranger = await newPair('one')
    const wrong = {
      audience: await sign({ aud: 'other' }), issuer: await sign({ iss: 'https://elsewhere.example' }), expired: await sign({ exp: now - 60 }), 'not yet': await sign({ nbf: now + 600 }),
      'another key': await sign({}, stranger), 'no end': await sign({ exp: undefined as never }),
      unsigned: new UnsecuredJWT({ sub: 'ann', roles: 'admin' }).setIssuer(issuer).setAudience('cx').setExpirationTime('1m').encode(),
      symmetric: await new SignJWT({ sub: 'ann', roles: 'admin' }).setProtectedHeader({ alg: 'HS256', kid: 'one' }).setIssuer(issuer).setAudience('cx').setExpirationTime('1m').sign(new TextEncoder().encode(JSON.stringify(pair.jwk))),
      broken: 'a.b.c',
    }
    const open = guard()
    for (const [why, token] of Object.entries(wrong)) expect(await open.identify(token), why).toBeNull()
  })

  it('go along with the issuer\'s keys while the service runs: signed by a new one they are valid within a second, by one that is withdrawn no longer', async () => {
    const own = guard()
    expect(await own.identify(await sign({}))).not.toBeNull()
    const next = await newPair('two')
    const token = await sign({}, next)
    expect(await own.identify(token)).toBeNull()
    published = [next.jwk]
    await eventually(async () => (await own.identify(token)) !== null, { timeoutMs: 5000 })
    await eventually(async () => (await own.identify(await sign({}))) === null, { timeoutMs: 5000 })
    published = [pair.jwk]
  })

  it('of an issuer that does not answer are no answer about anybody', async () => {
    await expect(guard('roles', `http://${host}:1`).identify(await sign({ iss: `http://${host}:1` }))).rejects.toThrow(IssuerAway)
  })

  it('are no answer about anybody either while the keys\' address answers, but not with keys', async () => {
    const broken = createServer(({ url }, response) => {
      if (url === '/keys') response.writeHead(500).end('out of order')
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jwks_uri: `http://${host}:${(broken.address() as AddressInfo).port}/keys` }))
    })
    await new Promise<void>((resolve) => broken.listen(0, host, resolve))
    const from = `http://${host}:${(broken.address() as AddressInfo).port}`
    await expect(guard('roles', from).identify(await sign({ iss: from }))).rejects.toThrow(IssuerAway)
    broken.close()
  })
})
