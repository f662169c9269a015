import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Score } from '../api.ts'

interface Props {
  /** Oldest first. */
  readonly scores: readonly Score[]
  /** Where an alert opens; null: not known. */
  readonly threshold: number | null
  /** When alerts of the account opened, ISO 8601. */
  readonly alertsOpened: readonly string[]
  readonly onHover: (index: number | null) => void
}

/** Colour and height of the strip along the bottom, in px: both tell the band. */
const bands: Readonly<Record<string, readonly [name: string, height: number]>> = { AT_RISK: ['--at-risk', 9], WATCH: ['--watch', 6], HEALTHY: ['--healthy', 3] }

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** A score over time: a step line, since a score holds until the next event; the threshold; along the bottom the band; marks where alerts opened and the model changed. */
export function ScoreChart({ scores, threshold, alertsOpened, onHover }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const hover = useRef(onHover)
  hover.current = onHover
  useEffect(() => {
    const element = box.current!
    const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui' }
    const plot = new uPlot({
      width: element.clientWidth, height: 220, padding: [12, 16, 0, 0], legend: { show: false }, cursor: { y: false, points: { size: 7 } },
      scales: { y: { range: [0, 100] } }, axes: [axis, { ...axis, size: 36 }],
      series: [{}, { stroke: colour('--accent'), width: 2, paths: uPlot.paths.stepped!({ align: 1 }), points: { show: scores.length < 60, size: 5 } }, { stroke: colour('--critical'), width: 1, dash: [4, 4], points: { show: false } }],
      hooks: {
        setCursor: [(u) => hover.current(u.cursor.idx ?? null)],
        draw: [(u) => drawMarks(u, scores, alertsOpened)],
      },
    }, [scores.map(({ at }) => Date.parse(at) / 1000), scores.map(({ score }) => score), scores.map(() => threshold)], element)
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: 220 }))
    observer.observe(element)
    return () => { observer.disconnect(); plot.destroy() }
  }, [scores, threshold, alertsOpened.join()])
  const [first, last] = [scores[0], scores.at(-1)]
  const words = first && last ? `Score from ${first.score.toFixed(1)} to ${last.score.toFixed(1)} over ${scores.length} changes, ${alertsOpened.length} alerts opened` : 'No score yet'
  return <div ref={box} role="img" aria-label={words} className="chart" />
}

function drawMarks(u: uPlot, scores: readonly Score[], alertsOpened: readonly string[]): void {
  const { ctx, bbox: { left, top, width, height } } = u
  const [bottom, px] = [top + height, devicePixelRatio]
  const x = (at: string) => u.valToPos(Date.parse(at) / 1000, 'x', true)
  ctx.save()
  scores.forEach(({ at, band, cause }, i) => {
    const next = scores[i + 1]
    const [name, size] = bands[band] ?? ['--muted', 1]
    ctx.fillStyle = colour(name)
    // Whole pixels, or hairlines would show between short ones.
    if (next) ctx.fillRect(Math.floor(x(at)), bottom - size * px, Math.ceil(x(next.at)) - Math.floor(x(at)), size * px)
    ctx.fillStyle = colour('--muted')
    if (cause === 'MODEL') ctx.fillRect(x(at), top, px, height)
  })
  ctx.fillStyle = colour('--critical')
  for (const at of alertsOpened) {
    const tip = x(at)
    if (tip < left || tip > left + width) continue
    ctx.beginPath()
    ctx.moveTo(tip - 5 * px, top - 9 * px)
    ctx.lineTo(tip + 5 * px, top - 9 * px)
    ctx.lineTo(tip, top)
    ctx.fill()
  }
  ctx.restore()
}
