import { useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { PortfolioAccount } from '../api.ts'
import { money, points, words } from '../format.ts'
import { useTheme } from '../use-theme.ts'
import { Legend } from './legend.tsx'

const [height, pad] = [360, { left: 56, right: 20, top: 28, bottom: 44 }]
const compact = new Intl.NumberFormat(undefined, { notation: 'compact' })
const bands = { AT_RISK: '--at-risk', WATCH: '--watch', HEALTHY: '--healthy', UNKNOWN: '--muted' } as const

/** Score against yearly revenue, one mark an account, on a canvas: ten thousand stay smooth. Shapes tell the bands apart as colours do. */
export function Scatter({ accounts }: { accounts: readonly PortfolioAccount[] }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [near, setNear] = useState<PortfolioAccount | null>(null)
  const [, navigate] = useLocation()
  const theme = useTheme()
  const own = accounts.filter(({ annualRevenue }) => annualRevenue !== null && annualRevenue > 0)
  const logs = own.map(({ annualRevenue }) => Math.log10(annualRevenue!))
  const [low, high] = [Math.floor(Math.min(3, ...logs)), Math.ceil(Math.max(6, ...logs))]
  const place = (a: PortfolioAccount, width: number) => ({
    x: pad.left + (a.score / 100) * (width - pad.left - pad.right),
    y: height - pad.bottom - ((Math.log10(a.annualRevenue!) - low) / (high - low)) * (height - pad.top - pad.bottom),
  })
  useEffect(() => {
    const element = canvas.current!
    const paint = () => draw(element, own, place, low, high)
    const observer = new ResizeObserver(paint)
    observer.observe(element)
    return () => observer.disconnect()
  }, [accounts, theme])
  const nearest = (event: React.MouseEvent) => {
    const box = canvas.current!.getBoundingClientRect()
    let best: PortfolioAccount | null = null
    let distance = 400
    for (const each of own) {
      const { x, y } = place(each, box.width)
      const d = (x - event.clientX + box.left) ** 2 + (y - event.clientY + box.top) ** 2
      if (d < distance) [best, distance] = [each, d]
    }
    return best
  }
  return (
    <figure className="scatter">
      <canvas ref={canvas} style={{ height }} role="img" aria-label={`${own.length} accounts by score and revenue`}
        onMouseMove={(event) => setNear(nearest(event))} onMouseLeave={() => setNear(null)} onClick={(event) => { const a = nearest(event); if (a) navigate(`/accounts/${encodeURIComponent(a.accountId)}`) }} />
      <p className="readout">{near ? <><strong>{near.accountName ?? near.accountId}</strong> {points(near.score)}, {words(near.band).toLowerCase()}, {money(near.annualRevenue, near.currency)} a year, {near.owner ?? 'no owner'}</> : <span className="muted">Point at a mark to see whose it is; a click opens the account. As a table: <Link href="/accounts?sort=revenue">accounts by revenue</Link>.</span>}</p>
      <Legend items={[['▲', 'at risk'], ['■', 'watch'], ['●', 'healthy'], ['•', 'not known']]} />
    </figure>
  )
}

function draw(canvas: HTMLCanvasElement, accounts: readonly PortfolioAccount[], place: (a: PortfolioAccount, width: number) => { x: number; y: number }, low: number, high: number): void {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const width = canvas.clientWidth
  const scale = devicePixelRatio
  canvas.width = width * scale
  canvas.height = height * scale
  const c = canvas.getContext('2d')!
  c.scale(scale, scale)
  c.font = `12px ${style.fontFamily}`
  c.strokeStyle = colour('--line')
  c.fillStyle = colour('--muted')
  const bottom = height - pad.bottom
  for (let power = low; power <= high; power++) {
    const y = bottom - ((power - low) / (high - low)) * (bottom - pad.top)
    c.strokeRect(pad.left, y, width - pad.left - pad.right, 0)
    c.textAlign = 'right'
    c.fillText(compact.format(10 ** power), pad.left - 8, y + 4)
  }
  c.textAlign = 'left'
  c.fillText('Revenue a year, each in its own currency', 0, 12)
  c.textAlign = 'center'
  c.fillText('Score', pad.left + (width - pad.left - pad.right) / 2, height - 8)
  for (const score of [0, 25, 50, 75, 100]) c.fillText(String(score), pad.left + (score / 100) * (width - pad.left - pad.right), height - 26)
  const colours = new Map(Object.entries(bands).map(([band, name]) => [band, colour(name)]))
  for (const each of accounts) {
    const { x, y } = place(each, width)
    c.fillStyle = colours.get(each.band) ?? colour('--muted')
    c.globalAlpha = 0.75
    c.beginPath()
    if (each.band === 'AT_RISK') { c.moveTo(x - 5, y + 4); c.lineTo(x, y - 5); c.lineTo(x + 5, y + 4) } else if (each.band === 'WATCH') c.rect(x - 3.5, y - 3.5, 7, 7)
    else c.arc(x, y, each.band === 'UNKNOWN' ? 2 : 4, 0, 7)
    c.fill()
  }
  c.globalAlpha = 1
}
