import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { PortfolioAccount } from '../api.ts'
import { money, points, words } from '../format.ts'

const [height, pad] = [340, { left: 56, right: 20, top: 12, bottom: 32 }]
const bands = { AT_RISK: '--at-risk', WATCH: '--watch', HEALTHY: '--healthy', UNKNOWN: '--muted' } as const

/** Score against yearly revenue, one mark an account, on a canvas: ten thousand stay smooth. Shapes tell the bands apart as colours do. */
export function Scatter({ accounts }: { accounts: readonly PortfolioAccount[] }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [near, setNear] = useState<PortfolioAccount | null>(null)
  const [, navigate] = useLocation()
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
  }, [accounts])
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
      <canvas ref={canvas} style={{ height }} role="img" aria-label={`${own.length} accounts by score and revenue; the table below has the figures`}
        onMouseMove={(event) => setNear(nearest(event))} onMouseLeave={() => setNear(null)} onClick={(event) => { const a = nearest(event); if (a) navigate(`/accounts/${encodeURIComponent(a.accountId)}`) }} />
      <figcaption>{near ? <><strong>{near.accountId}</strong> {points(near.score)}, {words(near.band).toLowerCase()}, {money(near.annualRevenue, near.currency)} a year, {near.owner ?? 'no owner'}</> : 'Score from left to right, yearly revenue upwards, each in its own currency. ▲ at risk, ■ watch, ● healthy. Point at a mark; a click opens the account.'}</figcaption>
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
  c.font = '12px system-ui'
  c.strokeStyle = colour('--line')
  c.fillStyle = colour('--muted')
  const bottom = height - pad.bottom
  for (let power = low; power <= high; power++) {
    const y = bottom - ((power - low) / (high - low)) * (bottom - pad.top)
    c.strokeRect(pad.left, y, width - pad.left - pad.right, 0)
    c.fillText(new Intl.NumberFormat(undefined, { notation: 'compact' }).format(10 ** power), 8, y + 4)
  }
  for (const score of [0, 25, 50, 75, 100]) c.fillText(String(score), pad.left + (score / 100) * (width - pad.left - pad.right) - 6, height - 10)
  for (const each of accounts) {
    const { x, y } = place(each, width)
    c.fillStyle = colour(bands[each.band as keyof typeof bands] ?? '--muted')
    c.globalAlpha = 0.75
    c.beginPath()
    if (each.band === 'AT_RISK') { c.moveTo(x - 5, y + 4); c.lineTo(x, y - 5); c.lineTo(x + 5, y + 4) } else if (each.band === 'WATCH') c.rect(x - 3.5, y - 3.5, 7, 7)
    else c.arc(x, y, each.band === 'UNKNOWN' ? 2 : 4, 0, 7)
    c.fill()
  }
  c.globalAlpha = 1
}
