import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { roles, type Role } from '../../shared/access/caller.ts'
import { changeKeys, createKey, readKeys, rotateKey, type Key } from '../../shared/access/keys.ts'
import { readConfig } from '../../shared/config.ts'
import { Refusal } from '../../shared/refusal.ts'
import { keysFile } from '../../shared/variables.ts'
import { count } from '../arguments.ts'
import { confirmed } from '../confirm.ts'
import type { Context } from '../context.ts'

interface CreateOptions {
  readonly role?: Role
  readonly source: string[]
  readonly expires?: number
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** The file with the keys, relative to the project's folder, as for the services that `npm start` runs. */
const fileOf = (env: NodeJS.ProcessEnv): string => resolve(import.meta.dirname, '../../..', readConfig(env, { keysFile }).keysFile)

/** `cx keys`: who may come in to the api and the ingest service. Both go along within a second. */
export function keysCommand(context: Context): Command {
  const { terminal } = context
  const load = () => readKeys(fileOf(context.env))
  const save = (change: (keys: readonly Key[]) => readonly Key[]) => changeKeys(fileOf(context.env), change)
  const find = (name: string): Key => {
    const found = load().find((each) => each.name === name || each.id === name)
    if (!found) throw new Refusal(`There is no key ${name}`, `There are: ${load().map((each) => each.name).join(', ') || 'none; make one by `cx keys create`'}.`)
    return found
  }

  return new Command('keys').description('API keys: who may come in to the api and the ingest service.')
    .addCommand(new Command('list').description('All keys; their secrets are nowhere kept.').action(() => {
      const all = load()
      for (const each of all) terminal.print(describe(each, Date.now()))
      if (all.length === 0) terminal.note(existsSync(fileOf(context.env))
        ? `No key is left: nobody may come in. Make one: cx keys create NAME --role viewer; or remove ${fileOf(context.env)}, and everybody on this machine may do everything.`
        : 'No key: everybody on this machine may do everything, nobody else anything. Make one: cx keys create NAME --role viewer')
    }))
    .addCommand(new Command('create').description('Makes a key and prints it, once. From the first one on everybody needs one.')
      .argument('<name>', 'who it is for')
      .addOption(new Option('--role <role>', 'what it may do at the api: read; also act on alerts and see what customers wrote; everything').choices(roles))
      .option('--source <sources...>', 'sources whose events it may send to the ingest service; * for all', [])
      .option('--expires <days>', 'ends after so many days', count)
      .action((name: string, { role = undefined, source, expires }: CreateOptions) => {
        if (role === undefined && source.length === 0) throw new Refusal('A key without a role and without sources may do nothing', 'Give --role viewer, operator or admin, or --source.', 2)
        if (load().some((each) => each.name === name)) throw new Refusal(`There is a key ${name} already`, 'Choose another name, or rotate it: cx keys rotate')
        const now = new Date()
        const expiresAt = expires === undefined ? null : new Date(now.getTime() + expires * dayMs).toISOString()
        const { key, text } = createKey({ name, role: role ?? null, sources: source, expiresAt }, now)
        save((all) => [...all, key])
        terminal.print(describe(key, now.getTime()))
        terminal.print(`key   ${text}   (shown once)`)
      }))
    .addCommand(new Command('rotate').description('Gives a key a new secret; the old one stays valid for a while.').argument('<name>')
      .option('--overlap <hours>', 'how long the old one stays valid; 0: not at all', (text) => (text === '0' ? 0 : count(text)), 24)
      .action((name: string, { overlap }: { overlap: number }) => {
        const { key, text } = rotateKey(find(name), overlap * hourMs, new Date())
        save((all) => all.map((each) => (each.id === key.id ? key : each)))
        terminal.print(`key   ${text}   (shown once; the old one is valid for ${overlap} hours)`)
      }))
    .addCommand(new Command('revoke').description('Ends a key at once.').argument('<name>').option('--yes', 'do not ask', false).action(async (name: string, { yes }: { yes: boolean }) => {
      const key = find(name)
      const last = load().length === 1 ? ' It is the last one: nobody may come in then.' : ''
      if (!(await confirmed(terminal, `Revoke ${key.name}?${last}`, yes))) return
      save((all) => all.filter((each) => each.id !== key.id))
      terminal.print(`${key.name} is revoked.`)
    }))
}

/** As the ingest service lets it (`maySend`). */
function sends({ role, sources }: Pick<Key, 'role' | 'sources'>): string {
  if (role === 'admin') return 'sends everything'
  return sources.length === 0 ? 'sends nothing' : `sends ${sources.join(', ')}`
}

function describe({ id, name, role, sources, createdAt, expiresAt, rotatedAt, secrets }: Key, now: number): string {
  const ended = expiresAt !== null && Date.parse(expiresAt) <= now
  const old = secrets.find(({ until }) => until !== null && Date.parse(until) > now)
  return `${id}   ${name}   ${role ?? 'no role'}   ${sends({ role, sources })}; made ${createdAt}${rotatedAt === undefined ? '' : `, rotated ${rotatedAt}`}`
    + `${expiresAt === null ? '' : ended ? `; EXPIRED ${expiresAt}` : `; until ${expiresAt}`}${old ? `; the secret before is valid until ${old.until}` : ''}`
}
