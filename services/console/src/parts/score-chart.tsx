import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Score } from '../api.ts'

interface Props {
  /** Oldest first. */
  readonly scores: readonly Score[]
  /** Where an alert opens; null: not known. */
  readonly threshold: number | null
  readonly onHover: (index: number | null) => void
}

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** A score over time: a step line, since a score holds until the next event; the threshold; a mark where the model changed. */
export function ScoreChart({ scores, threshold, onHover }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const hover = useRef(onHover)
  hover.current = onHover
  useEffect(() => {
    const element = box.current!
    const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui' }
    const plot = new uPlot({
      width: element.clientWidth, height: 220, legend: { show: false }, cursor: { y: false, points: { size: 7 } },
      scales: { y: { range: [0, 100] } }, axes: [axis, { ...axis, size: 36 }],
      series: [{}, { stroke: colour('--accent'), width: 2, paths: uPlot.paths.stepped!({ align: 1 }), points: { show: scores.length < 60, size: 5 } }, { stroke: colour('--critical'), width: 1, dash: [4, 4], points: { show: false } }],
      hooks: {
        setCursor: [(u) => hover.current(u.cursor.idx ?? null)],
        draw: [(u) => {
          u.ctx.save()
          u.ctx.strokeStyle = colour('--muted')
          for (const { at, cause } of scores) {
            if (cause !== 'MODEL') continue
            const x = u.valToPos(Date.parse(at) / 1000, 'x', true)
            u.ctx.beginPath()
            u.ctx.moveTo(x, u.bbox.top)
            u.ctx.lineTo(x, u.bbox.top + u.bbox.height)
            u.ctx.stroke()
          }
          u.ctx.restore()
        }],
      },
    }, [scores.map(({ at }) => Date.parse(at) / 1000), scores.map(({ score }) => score), scores.map(() => threshold)], element)
    const observer = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: 220 }))
    observer.observe(element)
    return () => { observer.disconnect(); plot.destroy() }
  }, [scores, threshold])
  const [first, last] = [scores[0], scores.at(-1)]
  const words = first && last ? `Score from ${first.score.toFixed(1)} to ${last.score.toFixed(1)} over ${scores.length} changes` : 'No score yet'
  return <div ref={box} role="img" aria-label={words} className="chart" />
}
