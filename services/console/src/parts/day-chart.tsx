import { useState, type ReactNode } from 'react'
import { stepTo } from '../chart-axes.ts'
import { day } from '../format.ts'
import { useWidth } from '../use-width.ts'

/** Place of the plot inside the drawing, px. */
const inset = { left: 52, right: 8, top: 8, bottom: 20 } as const

export interface Plot {
  /** Left edge of a day's column, and its width. */
  readonly x: (index: number) => number
  readonly column: number
  /** Of a share of the axis, 0 at the bottom to 1. */
  readonly y: (share: number) => number
}

interface Props {
  readonly label: string
  /** ISO days, oldest first. */
  readonly days: readonly string[]
  readonly height: number
  /** Lines across, by their share of the axis. */
  readonly lines: readonly (readonly [share: number, text: string])[]
  readonly draw: (plot: Plot) => ReactNode
  /** What a day was, in words. */
  readonly say: (index: number) => string
}

/** A chart with a column a day: the day that is pointed at, or reached by the arrow keys, is said in words. */
export function DayChart({ label, days, height, lines, draw, say }: Props) {
  const [box, width] = useWidth()
  const [at, setAt] = useState<number | null>(null)
  const column = Math.max(0, (width - inset.left - inset.right) / days.length)
  const plot: Plot = { column, x: (i) => inset.left + i * column, y: (share) => height - inset.bottom - share * (height - inset.top - inset.bottom) }
  const last = days.length - 1
  const labelEvery = Math.max(1, Math.ceil(days.length / Math.max(1, Math.floor(width / 110))))
  const point = ({ clientX, currentTarget }: React.PointerEvent) => setAt(Math.max(0, Math.min(last, Math.floor((clientX - currentTarget.getBoundingClientRect().left - inset.left) / column))))
  return (
    <div className="day-chart" ref={box} style={{ height }} role="slider" tabIndex={0} aria-label={label} aria-valuemin={0} aria-valuemax={last} aria-valuenow={at ?? last} aria-valuetext={say(at ?? last)}
      onPointerMove={point} onPointerLeave={() => setAt(null)} onBlur={() => setAt(null)}
      onKeyDown={(event) => { const to = stepTo(event.key, at ?? last, days.length); if (to !== undefined) { event.preventDefault(); setAt(to) } }}>
      {width > 0 && <svg width={width} height={height} aria-hidden="true">
        {lines.map(([share, text]) => <g key={text}><line x1={inset.left} x2={width - inset.right} y1={plot.y(share)} y2={plot.y(share)} /><text x={inset.left - 8} y={plot.y(share) + 4} textAnchor="end">{text}</text></g>)}
        {draw(plot)}
        {days.map((each, i) => i % labelEvery === 0 && <text key={each} x={plot.x(i) + column / 2} y={height - 4} textAnchor={i === 0 ? 'start' : 'middle'}>{day(`${each}T00:00`)}</text>)}
        {at !== null && <line className="pointer" x1={plot.x(at) + column / 2} x2={plot.x(at) + column / 2} y1={inset.top} y2={height - inset.bottom} />}
      </svg>}
      {at !== null && <output className="tip" aria-hidden="true" style={at > last / 2 ? { right: width - plot.x(at) + 8 } : { left: plot.x(at) + column + 8 }}>{say(at)}</output>}
    </div>
  )
}
