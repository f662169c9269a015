import { faultList, Refusal } from './refusal.ts'
import { parseDuration } from './duration.ts'

/** One environment variable: its name, what it means, its default as it would be written, and how its text becomes a value. */
export interface Variable<T> {
  readonly variable: string
  readonly about: string
  /** As text; undefined: the variable must be set. */
  readonly default: string | undefined
  /** What a right value looks like; completes "must be …". */
  readonly form: string
  /** Null where the text is not of that form. */
  readonly parse: (text: string) => T | null
}

interface Options {
  readonly about: string
  readonly default?: string | number
}

/** The values of a set of variables, by the names the service uses for them. */
export type ConfigOf<Spec> = { readonly [K in keyof Spec]: Spec[K] extends Variable<infer T> ? T : never }

const define = <T>(variable: string, options: Options, form: string, parse: (text: string) => T | null): Variable<T> => ({
  variable, about: options.about, default: options.default === undefined ? undefined : String(options.default), form, parse,
})

/** Any text; empty only where `default` is empty. */
export const text = (variable: string, options: Options): Variable<string> =>
  define(variable, options, 'a text', (value) => value)

/** A text that matches a pattern; `form` says which in words. */
export const pattern = (variable: string, options: Options & { readonly form: string; readonly matches: RegExp }): Variable<string> =>
  define(variable, options, options.form, (value) => (options.matches.test(value) ? value : null))

/** A whole number within bounds. */
export const integer = (variable: string, options: Options & { readonly min: number; readonly max: number }): Variable<number> =>
  define(variable, options, `a whole number from ${options.min} to ${options.max}`, (value) => {
    const number = /^-?\d+$/.test(value) ? Number(value) : Number.NaN
    return number >= options.min && number <= options.max ? number : null
  })

/** A number within bounds. */
export const decimal = (variable: string, options: Options & { readonly min: number; readonly max: number }): Variable<number> =>
  define(variable, options, `a number from ${options.min} to ${options.max}`, (value) => {
    const number = value.trim() === '' ? Number.NaN : Number(value)
    return number >= options.min && number <= options.max ? number : null
  })

/** One of a few words. */
export const oneOf = <const T extends string>(variable: string, values: readonly T[], options: Options): Variable<T> =>
  define(variable, options, `one of ${values.join(', ')}`, (value) => values.find((known) => known === value) ?? null)

/** A duration in milliseconds, written as ISO 8601 (`PT10S`) or briefly (`10s`, `500ms`, `5m`, `2h`, `1d`); above zero. */
export const duration = (variable: string, options: Options): Variable<number> =>
  define(variable, options, 'a duration above zero such as PT10S, 10s, 500ms or 5m', (value) => {
    const ms = parseDuration(value)
    return ms !== null && ms > 0 ? ms : null
  })

/** An http or https address, without a slash at its end. */
export const url = (variable: string, options: Options): Variable<string> =>
  define(variable, options, 'an http:// or https:// address', (value) =>
    /^https?:$/.test(URL.parse(value)?.protocol ?? '') ? value.replace(/\/+$/, '') : null)

/** `host:port` entries, separated by commas. */
export const hostList = (variable: string, options: Options): Variable<string[]> =>
  define(variable, options, 'host:port, several separated by commas', (value) => {
    const hosts = value.split(',').map((host) => host.trim())
    return hosts.every((host) => /^(\[[0-9a-fA-F:]+\]|[^\s:]+):\d{1,5}$/.test(host)) ? hosts : null
  })

/**
 * Reads all variables of `spec` from `env`; a variable that is set to the empty text counts as not set.
 * Throws one Refusal that lists every fault, each with the variable's name, what it holds, and what it must be.
 */
export function readConfig<Spec extends Record<string, Variable<unknown>>>(env: Readonly<Record<string, string | undefined>>, spec: Spec): ConfigOf<Spec> {
  const faults: string[] = []
  const entries = Object.entries(spec).map(([name, variable]) => {
    const given = env[variable.variable] || variable.default
    if (given === undefined) {
      faults.push(`${variable.variable} is not set; it must be ${variable.form} (${variable.about})`)
      return [name, null]
    }
    const value = variable.parse(given)
    if (value === null) faults.push(`${variable.variable} is "${given}", but must be ${variable.form} (${variable.about})`)
    return [name, value]
  })
  if (faults.length > 0) throw new Refusal(faultList('The environment is not right', faults), 'Set the variables named above and start again.')
  return Object.fromEntries(entries) as ConfigOf<Spec>
}

/** The variables as lines for `--help`: name, default and meaning. */
export function describeVariables(spec: Record<string, Variable<unknown>>): string {
  const all = Object.values(spec)
  const width = Math.max(...all.map((each) => each.variable.length))
  return all.map((each) => `  ${each.variable.padEnd(width)}  ${each.about} [${each.default || 'not set'}]`).join('\n')
}
