import { useMemo } from 'react'
import type { Score } from '../api.ts'
import type { Span } from '../chart-range.ts'
import { driverLayers, otherDrivers, type DriverLayer } from '../driver-layers.ts'
import { driverName, moment, signed } from '../format.ts'
import { useWidth } from '../use-width.ts'

interface Props {
  /** Oldest first. */
  readonly scores: readonly Score[]
  readonly span: Span
  /** The one that is pointed at, as in the chart above. */
  readonly point: number | null
}

// As wide as the plot above, so that the same time lies at the same place.
const [left, right, height] = [36, 16, 168]

/** What each driver adds to or takes from the score, over time: stacked steps around the zero line. Colours are told apart by those who see few; the legend stands in the order of the layers, with the figures. */
export function DriverChart({ scores, span: [from, to], point }: Props) {
  const [box, width] = useWidth()
  const layers = useMemo(() => driverLayers(scores, 5), [scores])
  if (scores.length === 0 || layers.length === 0) return null
  const top = Math.max(1, ...layers.flatMap(({ high }) => high))
  const bottom = Math.min(-1, ...layers.flatMap(({ low }) => low))
  // What was in force when the span begins stands at its left edge; the last one holds until now.
  const times = [...scores.map(({ at }) => Math.max(from, Date.parse(at))), Math.min(to, Date.now())]
  const x = (i: number) => left + ((times[i]! - from) / (to - from)) * (width - left - right)
  const y = (value: number) => 8 + ((top - value) / (top - bottom)) * (height - 16)
  const at = point ?? scores.length - 1
  return (
    <figure className="layers">
      <div ref={box} style={{ height }}>
        {width > 0 && <svg width={width} height={height} role="img" aria-label={`Contributions of ${layers.length} drivers from ${moment(from, to - from)} to ${moment(to, to - from)}`}>
          {[top, bottom].map((value) => <g key={value}><line className="across" x1={left} x2={width - right} y1={y(value)} y2={y(value)} /><text x={left - 8} y={y(value) + 4} textAnchor="end">{signed(value).replace(/\D\d$/, '')}</text></g>)}
          {layers.map((each, i) => <path key={each.name} className={`layer l${i}`} d={outline(each, x, y)} />)}
          <line x1={left} x2={width - right} y1={y(0)} y2={y(0)} />{y(0) > 24 && y(0) < height - 24 && <text x={left - 8} y={y(0) + 4} textAnchor="end">0</text>}
          {point !== null && scores[point] && <line className="pointer" x1={x(point)} x2={x(point)} y1={0} y2={height} />}
        </svg>}
      </div>
      <figcaption className="legend">{layers.map(({ name, low, high }, i) => <span key={name} title={name}><i className={`swatch l${i}`} />{name === otherDrivers ? 'Other' : driverName(name)} <b>{signed((low[at] ?? 0) < 0 ? low[at]! - high[at]! : (high[at] ?? 0) - (low[at] ?? 0))}</b></span>)}</figcaption>
    </figure>
  )
}

/** Steps there along the upper edge, each as long as it holds, and back along the lower one. */
function outline({ low, high }: DriverLayer, x: (i: number) => number, y: (value: number) => number): string {
  const there = high.map((value, i) => (i === 0 ? `M${x(0)} ${y(value)}` : `H${x(i)}V${y(value)}`))
  const back = low.map((value, i) => `V${y(value)}H${x(i)}`).toReversed()
  return `${there.join('')}H${x(high.length)}${back.join('')}Z`
}
