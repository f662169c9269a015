import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FaultKind } from './faults.ts'
import { MustNotGoOn } from './fleet.ts'
import type { CommandLine } from './options.ts'
import { report } from './report.ts'
import { runTrial } from './trial.ts'

/** A piece of a file's source, which stands there once, and what it becomes. */
interface Edit {
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** One way to break the system, as replacements in a copy of its source. */
interface Mutation {
  readonly name: string
  readonly edits: readonly Edit[]
  /** Faults under which it shows. */
  readonly deck: readonly FaultKind[]
}

const send = 'await this.#producer!.send(enriched.records)'
const commit = 'await this.#commit(last.offset + 1, { ...metadata, t: last.timestamp, f: undefined })'
const scored = 'await transactions.write(batch.records)'
const stated = 'encode.state(partition, memory, at, batch.records)'
const released = 'if (records.length > 0) await producer!.send(records)'
const remembered = 'await transactions.write(encode.state(partition, out, memory.takeRecords(at)))'
const changes = 'const accounts = [...changed.values()]'
const archived = 'base64OrNull(r.value)'
const lacking = 'FROM ${batch} WHERE (${place}) NOT IN (${stored})'
const subtracted = "SELECT ${keys}, ${signed('-')} FROM (${shares.sums})"

/** Whatever ends or loses an insert has its batch repeated, and looked for. */
const repeating: readonly FaultKind[] = ['kill clickhouse', 'kill sink and clickhouse', 'kill clickhouse', 'kill sink', 'kill sink and clickhouse', 'cut clickhouse']

export const mutations: readonly Mutation[] = [
  {
    name: 'fencing removed: every process has transactional ids of its own',
    edits: [{
      file: 'services/scorer/main.ts', find: '`${deployment}-scorer-${partition}`', replace: '`${deployment}-scorer-${partition}-${process.pid}`',
    }],
    deck: ['stop scorer', 'swallow scorer', 'stop scorer'],
  },
  {
    name: 'state and marker outside the transaction of the outputs',
    edits: [{
      file: 'services/scorer/pipeline.ts', find: stated, replace: stated.replace('batch.records', 'outside').replace(/^/, 'const outside = newBatch().records\n      '),
    }, {
      file: 'services/scorer/pipeline.ts', find: scored, replace: `if (batch.records.count > 0) ${scored}\n      await transactions.write(outside)`,
    }],
    deck: ['kill scorer', 'kill all', 'swallow scorer', 'kill scorer and kafka', 'stop scorer'],
  },
  {
    name: 'the sink inserts without a token that a repeat would have, too',
    edits: [{
      file: 'services/sink/clickhouse.ts', find: '{ insert_deduplication_token: token }',
      replace: '{ insert_deduplication_token: `${token}-${Math.random()}` }',
    }],
    deck: ['kill sink', 'cut clickhouse', 'kill clickhouse', 'kill sink and clickhouse', 'stop sink'],
  },
  {
    name: 'a repeated batch is attached as a whole, not what its table lacks of it',
    edits: [{ file: 'services/sink/reconcile.ts', find: lacking, replace: 'FROM ${batch}' }],
    deck: repeating,
  },
  {
    name: 'sums of a repeated batch are settled by its facts, not by what they lack of them',
    edits: [{ file: 'services/sink/sums.ts', find: subtracted, replace: `${subtracted} WHERE 0` }],
    deck: repeating,
  },
  {
    name: 'the archive has a byte of a record wrong',
    edits: [{ file: 'services/sink/rows.ts', find: archived, replace: "r.offset === 99 ? base64OrNull(Buffer.from(r.value!.map((byte, i) => (i === r.value!.length - 1 ? byte ^ 1 : byte)))) : base64OrNull(r.value)" }],
    deck: ['kill sink'],
  },
  {
    name: 'marks ignored: what a writer wrote again is applied again',
    edits: [{ file: 'core/scoring/marks.ts', find: 'if (mark === undefined) return false', replace: 'if (mark !== null) return false' }],
    deck: ['unsettle enricher', 'stop enricher', 'kill all', 'swallow enricher'],
  },
  {
    name: 'sums renormalised at the ends of batches',
    edits: [{
      file: 'services/scorer/account-store.ts', find: changes,
      replace: `for (const account of changed.values()) {
        for (let i = 0; i < account.drivers.length; i++) {
          const left = 2 ** (-(account.time - account.drivers.ref(i)) / ((account.drivers.name(i) === 'product.use' ? 14 : 30) * 86_400_000))
          account.drivers.set(i, account.drivers.weight(i) * left, account.drivers.sum(i) * left, account.time)
        }
      }
      ${changes}`,
    }],
    deck: ['kill scorer', 'two scorers join'],
  },
  {
    name: 'the enricher commits before its output is acknowledged',
    edits: [
      { file: 'services/enricher/worker.ts', find: send, replace: '' },
      { file: 'services/enricher/worker.ts', find: commit, replace: `${commit}\n      ${send}` },
    ],
    deck: ['kill enricher', 'kill all', 'stop enricher'],
  },
  {
    name: 'the resolver remembers before it has written',
    edits: [
      { file: 'services/resolver/pipeline.ts', find: released, replace: '' },
      { file: 'services/resolver/pipeline.ts', find: remembered, replace: `${remembered}\n      ${released}` },
    ],
    deck: ['kill resolver', 'kill all', 'stop resolver'],
  },
  {
    name: 'memory of the scorer is used again before what lies in it was sent',
    edits: [{ file: 'services/scorer/pipeline.ts', find: scored, replace: `batch.slabs.release()\n      ${scored}` }],
    deck: ['kill scorer', 'two scorers join'],
  },
]

const root = join(import.meta.dirname, '..', '..', '..')
const copied = ['core', 'services', 'schemas', 'infra', 'package.json']
/** A break shows only when a fault meets it at the wrong moment: so many tries, with other seeds. */
const attempts = 4
const size = { events: 8000, faults: 8 }

/** The source with the mutation's edits, in a folder of its own. Throws where one does not fit the source any more. */
function mutate({ name, edits }: Mutation, from: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'cx-mutation-'))
  for (const each of copied) cpSync(join(from, each), join(folder, each), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const edit of edits) writeFileSync(join(folder, edit.file), edited(readFileSync(join(folder, edit.file), 'utf8'), edit, name))
  return folder
}

/** A file's source with an edit. Throws where it does not fit any more. */
export function edited(source: string, { file, find, replace }: Edit, name: string): string {
  if (source.split(find).length !== 2) throw new Error(`mutation "${name}" does not fit ${file} any more: it must hold once: ${find}`)
  return source.replace(find, () => replace)
}

/** Breaks the system in each way and tells whether it is found. False where one is not. */
export async function runMutations(options: CommandLine, say: (line: string) => void): Promise<boolean> {
  const results: string[] = []
  let allFound = true
  for (const mutation of mutations.filter(({ name }) => name.includes(options.only))) {
    say(`\n${mutation.name}`)
    const folder = mutate(mutation, options.root ?? root)
    const found = await tryOut(mutation, folder, options, say).finally(() => rmSync(folder, { recursive: true, force: true }))
    if (found === null) allFound = false
    results.push(`${found === null ? 'NOT FOUND' : 'found    '}  ${mutation.name}${found === null ? '' : `\n             ${found}`}`)
  }
  say('')
  for (const result of results) say(`  ${result}`)
  return allFound
}

/** What a service that must not go on said; throws any other error. */
function stopped(error: Error): string {
  const found = [error, error.cause].find((each) => each instanceof MustNotGoOn)
  if (!found) throw error
  return found.message.slice(0, 300)
}

/** How the break was found; null where it was not. */
async function tryOut({ deck }: Mutation, folder: string, options: CommandLine, say: (line: string) => void): Promise<string | null> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const trial = await runTrial({ ...options, ...size, seed: options.seed + attempt, deck, root: folder }, say).catch(stopped)
    if (typeof trial === 'string') return `in try ${attempt + 1}: ${trial}`
    const { differences } = trial.verified
    if (differences.total > 0) return `in try ${attempt + 1}, by ${differences.total} differences: ${differences.promises.join('; ')}`
    for (const line of report(trial)) say(line)
  }
  return null
}
