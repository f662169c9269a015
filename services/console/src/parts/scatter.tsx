import { useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useLines, useOwnSegments } from '../alert-rules.ts'
import type { PortfolioAccount } from '../api.ts'
import { money, points, words } from '../format.ts'
import { useFilter } from '../use-filter.ts'
import { useTheme } from '../use-theme.ts'
import { Legend } from './legend.tsx'
import { draw, height, layoutOf } from './scatter-canvas.ts'
import { Choice } from './small.tsx'

/** Score against yearly revenue, one mark an account, on a canvas: ten thousand stay smooth. The lines are those of the segment that is chosen, else of those that have none of their own. */
export function Scatter({ accounts }: { accounts: readonly PortfolioAccount[] }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [near, setNear] = useState<PortfolioAccount | null>(null)
  const [, navigate] = useLocation()
  const theme = useTheme()
  const [filter, setFilter] = useFilter(['quadrantsOf'] as const)
  const segment = filter.quadrantsOf
  const lines = useLines(segment || null)
  const own = accounts.filter((each) => each.annualRevenue !== null && each.annualRevenue > 0 && (segment === '' || each.segment === segment))
  const layout = layoutOf(own.map(({ annualRevenue }) => annualRevenue!), lines)
  useEffect(() => {
    const element = canvas.current!
    const paint = () => draw(element, own, layout, lines)
    const observer = new ResizeObserver(paint)
    observer.observe(element)
    return () => observer.disconnect()
  }, [accounts, segment, lines, theme])
  const nearest = (event: React.MouseEvent) => {
    const box = canvas.current!.getBoundingClientRect()
    let best: PortfolioAccount | null = null
    let distance = 400
    for (const each of own) {
      const [x, y] = [layout.x(each.score, box.width), layout.y(each.annualRevenue!)]
      const d = (x - event.clientX + box.left) ** 2 + (y - event.clientY + box.top) ** 2
      if (d < distance) [best, distance] = [each, d]
    }
    return best
  }
  return (
    <figure className="scatter">
      <Choice label="Segment" value={segment} values={useOwnSegments()} name={(name) => name} onChange={(value) => setFilter('quadrantsOf', value)} />
      <canvas ref={canvas} style={{ height }} role="img" aria-label={`${own.length} accounts by score and revenue${lines ? `; quadrants part at a score of ${lines.alertBelow} and a revenue of ${lines.goodRevenue}` : ''}`}
        onMouseMove={(event) => setNear(nearest(event))} onMouseLeave={() => setNear(null)} onClick={(event) => { const a = nearest(event); if (a) navigate(`/accounts/${encodeURIComponent(a.accountId)}`) }} />
      <p className="readout">{near ? <><strong>{near.accountName ?? near.accountId}</strong> {points(near.score)}, {words(near.band).toLowerCase()}, {money(near.annualRevenue, near.currency)} a year, {near.owner ?? 'no owner'}</> : <span className="muted">Point at a mark to see whose it is; a click opens the account. As a table: <Link href="/accounts?sort=revenue">accounts by revenue</Link>.</span>}</p>
      <Legend items={[['▲', 'at risk'], ['■', 'watch'], ['●', 'healthy'], ['•', 'not known'], ['dashed line', `where the quadrants part${segment === '' ? '; some segments have lines of their own' : ''}`]]} />
    </figure>
  )
}
