import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { edited, mutations } from '../faults/harness/mutations.ts'

const root = join(import.meta.dirname, '..', '..')

// `npm run test:faults -- --mutations` takes half an hour: it should not be there that a break turns out to have been left behind by the source.
it.each(mutations)('the break "$name" fits the source as it is', ({ name, edits }) => {
  const sources = new Map<string, string>()
  for (const edit of edits) {
    const before = sources.get(edit.file) ?? readFileSync(join(root, edit.file), 'utf8')
    sources.set(edit.file, edited(before, edit, name))
    expect(sources.get(edit.file)).not.toBe(before)
  }
})
