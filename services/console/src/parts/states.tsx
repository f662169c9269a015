import type { ReactNode } from 'react'
import { wordsOf } from '../api.ts'

export const Loading = () => <div className="state" role="status"><span className="spinner" aria-hidden="true" />Loading…</div>
export const Empty = ({ title, children }: { title: string; children?: ReactNode }) => <div className="state"><strong>{title}</strong>{children && <p>{children}</p>}</div>
/** What the reader does not see in the figures: that they are not of all there is. */
export const Capped = ({ children }: { children: string | null }) => children !== null && <p className="muted">{children}</p>
export const Failed = ({ error, retry }: { error: unknown; retry?: () => void }) => (
  <div className="state" role="alert"><strong>That did not work</strong><p>{wordsOf(error)}</p>{retry && <button type="button" onClick={retry}>Try again</button>}</div>
)
