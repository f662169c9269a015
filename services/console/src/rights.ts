import type { V1SessionListData } from './client.ts'

export interface Rights {
  /** Why nothing can be done about alerts; null: it can. */
  readonly noActing: string | null
  /** Why failed events cannot be published again; null: they can. */
  readonly noReplay: string | null
  /** Whether what customers wrote is shown. */
  readonly seesTexts: boolean
}

const order = ['viewer', 'operator', 'admin']

/** What the api lets somebody do; where it asks nobody, or has not answered yet, nothing is kept from him here. */
export function rightsOf(session: Pick<V1SessionListData, 'role' | 'asks'> | undefined): Rights {
  const atLeast = (role: string) => !session?.asks || order.indexOf(session.role ?? '') >= order.indexOf(role)
  const needs = (role: string) => (atLeast(role) ? null : `This takes the role ${role}; yours is ${session?.role ?? 'none'}.`)
  return { noActing: needs('operator'), noReplay: needs('admin'), seesTexts: atLeast('operator') }
}
