import { Component, type ReactNode } from 'react'

/** What a screen's own mistake leaves standing: the rest of the page, and the way to another screen. */
export class SafetyNet extends Component<{ readonly children: ReactNode }> {
  override state: { readonly error: unknown } = { error: null }
  static getDerivedStateFromError = (error: unknown) => ({ error })

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children
    return (
      <div className="state" role="alert">
        <strong>This screen cannot be shown</strong>
        <p>{String(this.state.error)}</p>
        <button type="button" onClick={() => location.reload()}>Load it anew</button>
      </div>
    )
  }
}
