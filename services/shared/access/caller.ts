/** What somebody may do, each more than the one before. */
export const roles = ['viewer', 'operator', 'admin'] as const
export type Role = (typeof roles)[number]

/** Who makes a request. */
export interface Caller {
  /** Distinguishes callers, e.g. for rates. */
  readonly id: string
  readonly name: string
  readonly role: Role | null
  /** Sources whose events it may send; `*`: all. */
  readonly sources: readonly string[]
}

/** Whether a caller's role is this one or more. */
export const atLeast = ({ role }: Caller, wanted: Role): boolean => role !== null && roles.indexOf(role) >= roles.indexOf(wanted)

/** Whether a caller may send events of a source; an admin may send all. */
export const maySend = ({ role, sources }: Caller, source: string): boolean => role === 'admin' || sources.includes('*') || sources.includes(source)

/** Who calls where nobody is asked: on this machine only. */
export const local: Caller = { id: 'local', name: 'local', role: 'admin', sources: ['*'] }
