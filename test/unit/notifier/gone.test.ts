import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Gone } from '../../../services/notifier/gone.ts'
import { changeSubscriptions, readSubscriptions, type Subscription } from '../../../services/shared/webhooks/subscriptions.ts'
import { keptLog } from '../../helpers/silent-log.ts'
import { subscription } from './made.ts'

describe('a subscription whose endpoint is gone', () => {
  let folder: string
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'cx-gone-')) })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const [ops, desk] = [subscription(), subscription({ name: 'desk' })]
  const namesOf = (all: readonly Subscription[]) => all.map(({ name }) => name)

  test('is disabled in the file, once, and served again as soon as it is enabled there', () => {
    const [file, log] = [join(folder, 'webhooks.json'), keptLog()]
    changeSubscriptions(file, () => [ops, desk])
    const gone = new Gone(file, log)
    gone.end(ops)
    const { at } = readSubscriptions(file)[0]!.disabled!
    expect(namesOf(gone.served(readSubscriptions(file)))).toEqual(['desk'])
    gone.end(ops)
    expect([readSubscriptions(file)[0]!.disabled!.at, log.lines.map(({ event }) => event)]).toEqual([at, ['subscription.disabled']])
    changeSubscriptions(file, () => [ops, desk])
    expect(namesOf(gone.served(readSubscriptions(file)))).toEqual(['ops', 'desk'])
  })

  test.each<[string, (folder: string) => string]>([
    ['has no folder', (at) => {
      writeFileSync(join(at, 'file'), '')
      return join(at, 'file', 'webhooks.json')
    }],
    // A file beside it, by which it would be replaced, cannot be made, as in a folder that is mounted read-only.
    ['can be read, but not replaced', (at) => {
      const path = join(at, 'w'.repeat(255))
      writeFileSync(path, JSON.stringify([ops, desk]))
      return path
    }],
  ])('ends in this process where the file %s, until its entry changes; the log says once what to do', (_, fileIn) => {
    const log = keptLog()
    const gone = new Gone(fileIn(folder), log)
    for (let i = 0; i < 3; i++) gone.end(ops)
    expect(log.lines).toMatchObject([{ event: 'subscription.disabled', level: 'error', subscription: 'ops', remedy: expect.stringContaining('cx webhooks enable ops') }])
    expect([namesOf(gone.served([ops, desk])), namesOf(gone.served([desk, ops]))]).toEqual([['desk'], ['desk']])
    expect(namesOf(gone.served([{ ...ops, enabledAt: '2026-11-25T09:00:00.000Z' }, desk]))).toEqual(['ops', 'desk'])
    expect(namesOf(gone.served([ops, desk])), 'it is forgotten').toEqual(['ops', 'desk'])
  })
})
