import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Score } from '../api.ts'
import { stepTo } from '../chart-axes.ts'
import type { Span } from '../chart-range.ts'
import { exact, moment, points, words } from '../format.ts'
import { useTheme } from '../use-theme.ts'

interface Props {
  /** Oldest first. */
  readonly scores: readonly Score[]
  readonly span: Span
  /** Where an alert opens; null: not known. */
  readonly threshold: number | null
  /** When alerts of the account opened, ISO 8601. */
  readonly alertsOpened: readonly string[]
  /** The point that is looked at; null: none. */
  readonly point: number | null
  readonly onPoint: (index: number | null) => void
}

const height = 240
/** Colour, and height in px of the strip along the bottom: both tell the band. */
const bands: Readonly<Record<string, readonly [name: string, height: number]>> = { AT_RISK: ['--at-risk', 12], WATCH: ['--watch', 8], HEALTHY: ['--healthy', 4] }

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** A score over time: a step line, since a score holds until the next event; the threshold; the band; marks where alerts opened and the model changed. The arrow keys go from point to point, as the pointer does. */
export function ScoreChart({ scores, span, threshold, alertsOpened, point, onPoint }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot>(null)
  const told = useRef(onPoint)
  told.current = onPoint
  const theme = useTheme()
  // What was in force when the span begins stands at its left edge.
  const x = (at: string) => Math.max(span[0], Date.parse(at)) / 1000
  useEffect(() => {
    const element = box.current!
    const plot = chart.current = new uPlot({
      ...look(span), width: element.clientWidth, height,
      hooks: { setCursor: [(u) => told.current(u.cursor.idx ?? null)], drawClear: [(u) => drawBands(u, scores, span)], draw: [(u) => drawMarks(u, scores, alertsOpened)] },
    }, [scores.map(({ at }) => x(at)), scores.map(({ score }) => score), scores.map(() => threshold)], element)
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }))
    observer.observe(element)
    return () => { observer.disconnect(); plot.destroy(); chart.current = null }
  }, [scores, span, threshold, alertsOpened.join(), theme])
  const last = scores.length - 1
  const move = (event: React.KeyboardEvent) => {
    const to = stepTo(event.key, point ?? last, scores.length)
    const plot = chart.current
    if (to === undefined || !plot) return
    event.preventDefault()
    plot.setCursor({ left: plot.valToPos(x(scores[to]!.at), 'x'), top: 0 })
    // Points of the same moment share a place: the key says which is meant.
    told.current(to)
  }
  const shown = scores[point ?? last]
  return (
    <div ref={box} className="chart" style={{ height }} role="slider" tabIndex={0} aria-label="Score over time" aria-valuemin={0} aria-valuemax={last} aria-valuenow={point ?? last}
      aria-valuetext={shown ? `${points(shown.score)}, ${words(shown.band).toLowerCase()}, ${exact(shown.at)}` : 'No score yet'} onKeyDown={move} onBlur={() => { chart.current?.setCursor({ left: -10, top: -10 }); onPoint(null) }} />
  )
}

function look([from, to]: Span): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: `12px ${getComputedStyle(document.documentElement).fontFamily}` }
  return {
    padding: [12, 16, 0, 0], legend: { show: false }, cursor: { y: false, points: { size: 7 } }, scales: { x: { range: [from / 1000, to / 1000] }, y: { range: [0, 100] } },
    axes: [{ ...axis, size: 28, space: 88, values: (_, splits) => splits.map((at) => moment(at * 1000, to - from)) }, { ...axis, size: 36, splits: [0, 25, 50, 75, 100] }],
    series: [{}, { stroke: colour('--accent'), width: 2, paths: uPlot.paths.stepped!({ align: 1 }), points: { show: false } }, { stroke: colour('--critical'), width: 1, dash: [4, 4], points: { show: false } }],
  }
}

/** Stretches of one band: from where, until when the next one begins. */
function stretchesOf(scores: readonly Score[]): { band: string; at: string; until: string | undefined }[] {
  const starts = scores.filter(({ band }, i) => band !== scores[i - 1]?.band)
  return starts.map(({ band, at }, i) => ({ band, at, until: starts[i + 1]?.at }))
}

/** Behind the line: the colour of the band, faint over the whole height, full in the strip. In whole pixels, or hairlines would show between short ones. */
function drawBands(u: uPlot, scores: readonly Score[], [, end]: Span): void {
  const { ctx, bbox: { left, top, width, height: tall } } = u
  const x = (at: string) => Math.round(u.valToPos(Date.parse(at) / 1000, 'x', true))
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, top, width, tall)
  ctx.clip()
  for (const { band, at, until } of stretchesOf(scores)) {
    const [name, size] = bands[band] ?? ['--muted', 2]
    const [from, to] = [x(at), until === undefined ? x(new Date(Math.min(end, Date.now())).toISOString()) : Math.max(x(until), x(at) + 1)]
    ctx.fillStyle = colour(name)
    ctx.globalAlpha = band === 'AT_RISK' ? 0.16 : band === 'WATCH' ? 0.08 : 0
    ctx.fillRect(from, top, to - from, tall)
    ctx.globalAlpha = 1
    ctx.fillRect(from, top + tall - size * devicePixelRatio, to - from, size * devicePixelRatio)
  }
  ctx.restore()
}

function drawMarks(u: uPlot, scores: readonly Score[], alertsOpened: readonly string[]): void {
  const { ctx, bbox: { left, top, width, height: tall } } = u
  const px = devicePixelRatio
  const x = (at: string) => u.valToPos(Date.parse(at) / 1000, 'x', true)
  ctx.save()
  ctx.beginPath()
  ctx.rect(left, 0, width, top + tall)
  ctx.clip()
  ctx.fillStyle = colour('--text')
  for (const { at } of scores.filter(({ cause }) => cause === 'MODEL')) {
    ctx.fillRect(x(at), top, px, tall)
    ctx.font = `${12 * px}px ${getComputedStyle(document.documentElement).fontFamily}`
    ctx.fillText('model', x(at) + 4 * px, top + 12 * px)
  }
  ctx.fillStyle = colour('--accent')
  for (const { at, score } of scores.filter(({ cause }) => cause === 'EVENT' || cause === 'CORRECTION')) {
    ctx.beginPath()
    ctx.arc(x(at), u.valToPos(score, 'y', true), 2.5 * px, 0, 7)
    ctx.fill()
  }
  ctx.fillStyle = colour('--critical')
  for (const at of alertsOpened) {
    const tip = x(at)
    ctx.beginPath()
    ctx.moveTo(tip - 5 * px, top - 9 * px)
    ctx.lineTo(tip + 5 * px, top - 9 * px)
    ctx.lineTo(tip, top)
    ctx.fill()
  }
  ctx.restore()
}
