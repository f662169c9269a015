import type { ReactNode } from 'react'
import './charts.css'

/** What the marks of a chart mean: each with the mark itself. `sign` is a class of styles.css or a character. */
export function Legend({ items, children }: { items: readonly (readonly [sign: string, meaning: ReactNode])[]; children?: ReactNode }) {
  return (
    <figcaption className="legend">
      {items.map(([sign, meaning]) => <span key={sign}><i aria-hidden="true" className={/^[a-z]/.test(sign) ? `swatch ${sign}` : 'glyph'}>{/^[a-z]/.test(sign) ? '' : sign}</i>{meaning}</span>)}
      {children}
    </figcaption>
  )
}
