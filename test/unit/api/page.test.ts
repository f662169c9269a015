import { describe, expect, it } from 'vitest'
import { askedList, type Kind } from '../../../services/api/page.ts'
import { resource, text } from '../../../services/api/resource.ts'

const thing = resource({ id: ['id', text] })
const rows = [{ id: 'a', at: 3 }, { id: 'b', at: 2 }, { id: 'c', at: 1 }]
const asked = { limit: 2, sort: 'score', band: ['WATCH'] }
const order: Kind[] = ['time', 'text']
const cursorOf = (name: string, filter: typeof asked) => askedList(name, filter, order).page(rows, thing, (row) => [row.at as number, row.id as string]).nextCursor!
/** A cursor with its own mark of the list, but other values. */
const forged = (position: readonly unknown[], json = JSON.stringify) => {
  const [mark] = JSON.parse(Buffer.from(cursorOf('things', asked), 'base64url').toString()) as [string]
  return Buffer.from(json([mark, ...position])).toString('base64url')
}

describe('a cursor', () => {
  it('goes on where the page before ended, also with another limit', () => {
    expect(askedList('things', { ...asked, limit: 50, cursor: cursorOf('things', asked) }, order).after).toEqual([2, 'b'])
    expect(askedList('things', asked, order).after).toBeNull()
  })

  it.each([['list', 'others', asked], ['order', 'things', { ...asked, sort: '-score' }], ['filter', 'things', { ...asked, band: ['AT_RISK'] }]])('of another %s is refused', (_, name, filter) => {
    expect(() => askedList(name, { ...filter, cursor: cursorOf('things', asked) }, order)).toThrow('cursor is one of another list, order or filter')
  })

  it.each<[string, Kind, unknown]>([
    ['a fraction of a millisecond', 'time', 1.5], ['a time beyond exact numbers', 'time', 2 ** 60], ['a negative count', 'count', -1], ['another flag', 'flag', 300], ['a number as text', 'number', '1'], ['nothing', 'text', null],
  ])('with %s is refused: the database would fail on it', (_, kind, value) => {
    expect(() => askedList('things', { ...asked, cursor: forged([value]) }, [kind])).toThrow('cursor is not one that this list gave')
  })

  it('with an endless number, or that is none, is refused', () => {
    const endless = forged([0], (value) => JSON.stringify(value).replace(/0]$/, '1e999]'))
    for (const cursor of [endless, 'zzz', '', forged([]), forged([1, 'a', 2])]) expect(() => askedList('things', { ...asked, cursor }, order)).toThrow('cursor is not one that this list gave')
  })
})
