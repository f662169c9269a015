import { logAxis } from '../chart-axes.ts'
import type { PortfolioAccount } from '../api.ts'
import { quadrants } from '../portfolio.ts'

export const height = 360
const pad = { left: 56, right: 20, top: 28, bottom: 44 } as const
const compact = new Intl.NumberFormat(undefined, { notation: 'compact' })
const bands = { AT_RISK: '--at-risk', WATCH: '--watch', HEALTHY: '--healthy', UNKNOWN: '--muted' } as const

/** Where the quadrants part: score, and revenue a year. */
export interface Lines {
  readonly alertBelow: number
  readonly goodRevenue: number
}

/** Where things lie on the drawing, px. */
export interface Layout {
  readonly x: (score: number, width: number) => number
  /** What lies beyond the axis stands at its end. */
  readonly y: (revenue: number) => number
  readonly ticks: readonly number[]
}

export function layoutOf(revenues: readonly number[], lines: Lines | undefined): Layout {
  const { low, high, ticks } = logAxis(revenues, lines?.goodRevenue)
  return {
    ticks, x: (score, width) => pad.left + (score / 100) * (width - pad.left - pad.right),
    y: (revenue) => height - pad.bottom - Math.max(0, Math.min(1, (Math.log10(revenue) - low) / (high - low))) * (height - pad.top - pad.bottom),
  }
}

export function draw(canvas: HTMLCanvasElement, accounts: readonly PortfolioAccount[], layout: Layout, lines: Lines | undefined): void {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(name).trim()
  const [width, scale] = [canvas.clientWidth, devicePixelRatio]
  canvas.width = width * scale
  canvas.height = height * scale
  const c = canvas.getContext('2d')!
  c.scale(scale, scale)
  c.font = `12px ${style.fontFamily}`
  c.strokeStyle = colour('--line')
  c.fillStyle = colour('--muted')
  drawAxes(c, layout, width)
  drawMarks(c, accounts, layout, width, new Map(Object.entries(bands).map(([band, name]) => [band, colour(name)])))
  c.strokeStyle = c.fillStyle = colour('--muted')
  if (lines) drawQuadrants(c, layout, lines, width)
}

function drawAxes(c: CanvasRenderingContext2D, { x, y, ticks }: Layout, width: number): void {
  c.textAlign = 'right'
  for (const tick of ticks) {
    c.strokeRect(pad.left, y(tick), width - pad.left - pad.right, 0)
    c.fillText(compact.format(tick), pad.left - 8, y(tick) + 4)
  }
  c.textAlign = 'left'
  c.fillText('Revenue a year, each in its own currency', 0, 12)
  c.textAlign = 'center'
  c.fillText('Score', x(50, width), height - 8)
  for (const score of [0, 25, 50, 75, 100]) c.fillText(String(score), x(score, width), height - 26)
}

/** Shapes tell the bands apart as colours do. */
function drawMarks(c: CanvasRenderingContext2D, accounts: readonly PortfolioAccount[], layout: Layout, width: number, colours: ReadonlyMap<string, string>): void {
  c.globalAlpha = 0.75
  for (const { score, annualRevenue, band } of accounts) {
    const [x, y] = [layout.x(score, width), layout.y(annualRevenue!)]
    c.fillStyle = colours.get(band) ?? colours.get('UNKNOWN')!
    c.beginPath()
    if (band === 'AT_RISK') { c.moveTo(x - 5, y + 4); c.lineTo(x, y - 5); c.lineTo(x + 5, y + 4) } else if (band === 'WATCH') c.rect(x - 3.5, y - 3.5, 7, 7)
    else c.arc(x, y, band === 'UNKNOWN' ? 2 : 4, 0, 7)
    c.fill()
  }
  c.globalAlpha = 1
}

/** The two lines, and in each corner what lies there. */
function drawQuadrants(c: CanvasRenderingContext2D, { x, y }: Layout, { alertBelow, goodRevenue }: Lines, width: number): void {
  const [left, right, top, bottom] = [pad.left, width - pad.right, pad.top, height - pad.bottom]
  c.setLineDash([6, 4])
  c.beginPath()
  c.moveTo(x(alertBelow, width), top)
  c.lineTo(x(alertBelow, width), bottom)
  c.moveTo(left, y(goodRevenue))
  c.lineTo(right, y(goodRevenue))
  c.stroke()
  c.setLineDash([])
  for (const [i, [, name]] of quadrants.entries()) {
    c.textAlign = i % 2 === 0 ? 'left' : 'right'
    c.fillText(name, i % 2 === 0 ? left + 8 : right - 8, i < 2 ? top + 16 : bottom - 8)
  }
}
