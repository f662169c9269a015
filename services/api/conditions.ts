import type { Parameters } from './ports.ts'

/** A WHERE clause that grows: SQL from this build, values as parameters. */
export interface Conditions {
  /** Adds a condition when `value` is given; the condition names it `{name:Type}`. */
  add(condition: string, name: string, value: unknown): Conditions
  /** `WHERE …`, or empty. */
  readonly sql: string
  readonly parameters: Parameters
}

/** No condition yet. */
export function conditions(): Conditions {
  const parts: string[] = []
  const parameters: Record<string, unknown> = {}
  const self: Conditions = {
    add(condition, name, value) {
      if (value === undefined || value === null) return self
      parts.push(`(${condition})`)
      parameters[name] = value
      return self
    },
    get sql() { return parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}` },
    parameters,
  }
  return self
}
