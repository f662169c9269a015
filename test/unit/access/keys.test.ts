import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { writeKeys } from '../../helpers/keys.ts'
import { createKey, keyOf, readKeys, rotateKey } from '../../../services/shared/access/keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'cx-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))
const now = new Date('2026-11-25T09:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const given = { name: 'shop', role: null, sources: ['shop'], expiresAt: null } as const

describe('a key', () => {
  it('is known by its text, which is not kept, and by nothing that is nearly it', () => {
    const { key, text } = createKey(given, now)
    const other = createKey(given, now)
    expect(keyOf(text, [other.key, key], now)).toBe(key)
    expect(JSON.stringify(key)).not.toContain(text.slice(12))
    const swapped = `cx_${key.id}_${other.text.slice(12)}`
    for (const wrong of [text.slice(0, -1), `${text}x`, swapped, text.replace('cx_', ''), '', key.secrets[0]!.sha256]) expect(keyOf(wrong, [key, other.key], now), wrong).toBeNull()
  })

  it('ends when it expires', () => {
    const { key, text } = createKey({ ...given, expiresAt: later(1000).toISOString() }, now)
    expect([keyOf(text, [key], later(999)), keyOf(text, [key], later(1000))]).toEqual([key, null])
  })

  it('has two secrets for a while when it is rotated, and never three', () => {
    const first = createKey(given, now)
    const second = rotateKey(first.key, 1000, now)
    const third = rotateKey(second.key, 1000, later(500))
    expect(keyOf(first.text, [second.key], later(999))?.id).toBe(first.key.id)
    expect(keyOf(first.text, [second.key], later(1000))).toBeNull()
    expect([first, second, third].map(({ text }) => keyOf(text, [third.key], later(501)) !== null)).toEqual([false, true, true])
    const atOnce = rotateKey(first.key, 0, now)
    expect([keyOf(first.text, [atOnce.key], now), keyOf(atOnce.text, [atOnce.key], now)?.id]).toEqual([null, first.key.id])
  })

  it('is kept in a file that only its owner can read; what is no such file is refused', () => {
    const file = join(folder, 'sub', 'keys.json')
    expect(readKeys(file)).toEqual([])
    const { key } = createKey(given, now)
    writeKeys(file, [key])
    expect(readKeys(file)).toEqual([key])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    for (const text of ['{', '[{"id": "x"}]']) {
      writeFileSync(file, text)
      expect(() => readKeys(file)).toThrow(/not a list of API keys/)
    }
  })
})
