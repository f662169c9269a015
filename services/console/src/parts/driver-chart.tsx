import { useMemo } from 'react'
import type { Score } from '../api.ts'
import { driverLayers, type DriverLayer } from '../driver-layers.ts'
import { day, signed } from '../format.ts'

interface Props {
  /** Oldest first. */
  readonly scores: readonly Score[]
  /** The one that is pointed at, as in the chart above. */
  readonly hovered: number | null
}

// Stretched to the width of the plot above (styles.css), so that the same time lies at the same place.
const [width, height] = [1000, 150]

/** What each driver adds to or takes from the score, over time: stacked steps around the zero line. Colours are told apart by those who see few; the legend stands in the order of the layers, with the figures. */
export function DriverChart({ scores, hovered }: Props) {
  const layers = useMemo(() => driverLayers(scores, 5), [scores])
  if (scores.length < 2 || layers.length === 0) return null
  const top = Math.max(1, ...layers.flatMap(({ high }) => high))
  const bottom = Math.min(-1, ...layers.flatMap(({ low }) => low))
  const times = scores.map(({ at }) => Date.parse(at))
  const x = (i: number) => ((times[i]! - times[0]!) / Math.max(1, times.at(-1)! - times[0]!)) * width
  const y = (value: number) => 8 + ((top - value) / (top - bottom)) * (height - 16)
  const at = hovered ?? scores.length - 1
  return (
    <figure className="layers">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={`Contributions of ${layers.length} drivers from ${day(times[0]!)} to ${day(times.at(-1)!)}`}>
        {layers.map((each, i) => <path key={each.name} className={`layer l${i}`} d={outline(each, x, y)} />)}
        <line x1={0} x2={width} y1={y(0)} y2={y(0)} />
        {hovered !== null && scores[hovered] && <line className="pointer" x1={x(hovered)} x2={x(hovered)} y1={0} y2={height} />}
      </svg>
      <figcaption>{layers.map(({ name, low, high }, i) => <span key={name}><i className={`layer l${i}`} />{name} <b>{signed((low[at] ?? 0) < 0 ? low[at]! - high[at]! : (high[at] ?? 0) - (low[at] ?? 0))}</b></span>)}</figcaption>
    </figure>
  )
}

/** Steps there along the upper edge, and back along the lower one. */
function outline({ low, high }: DriverLayer, x: (i: number) => number, y: (value: number) => number): string {
  const there = high.map((value, i) => (i === 0 ? `M${x(0)} ${y(value)}` : `H${x(i)}V${y(value)}`))
  const back = low.map((_, i) => low.length - 1 - i).map((i) => (i === low.length - 1 ? `L${x(i)} ${y(low[i]!)}` : `V${y(low[i]!)}H${x(i)}`))
  return `${there.join('')}${back.join('')}Z`
}
