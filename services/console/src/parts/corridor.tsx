import type { Contact } from '../api.ts'
import { dayTicks } from '../chart-axes.ts'
import type { Span } from '../chart-range.ts'
import { snarlsOf, stagesOf } from '../corridor.ts'
import { day, driverName, exact, moment, words } from '../format.ts'
import { useWidth } from '../use-width.ts'
import { Legend } from './legend.tsx'

const [left, right, top, rowHeight, bottom] = [80, 16, 16, 32, 24]

const toneOf = (value: number | null): string => (value === null ? 'none' : value < 40 ? 'bad' : value < 70 ? 'middling' : 'good')

/** The way of a customer through the stages: one mark a contact; repeated contacts for one problem are tied together. */
export function Corridor({ contacts, span: [from, to] }: { contacts: readonly Contact[]; span: Span }) {
  const [box, width] = useWidth()
  const stages = stagesOf(contacts)
  const inView = contacts.filter(({ occurredAt }) => Date.parse(occurredAt) >= from && Date.parse(occurredAt) <= to)
  const height = top + stages.length * rowHeight + bottom
  const x = (time: number) => left + 8 + ((Math.max(from, Math.min(to, time)) - from) / (to - from)) * (width - left - right - 16)
  const y = (stage: string) => top + (stages.indexOf(stage) + 0.5) * rowHeight
  const snarls = snarlsOf(contacts)
  return (
    <figure className="corridor">
      <div ref={box} style={{ height }}>
        {width > 0 && <svg width={width} height={height} role="img" aria-label={`${inView.length} contacts over ${stages.length} stages, ${snarls.length} snarls`}>
          {stages.map((stage) => <g key={stage}><text x={0} y={y(stage) + 4}>{words(stage)}</text><line x1={left} x2={width - right} y1={y(stage)} y2={y(stage)} /></g>)}
          {snarls.filter((each) => each.to >= from && each.from <= to).map((snarl) => (
            <rect key={`${snarl.stage} ${snarl.touchPoint} ${snarl.from}`} className="snarl" x={x(snarl.from) - 10} width={x(snarl.to) - x(snarl.from) + 20} y={y(snarl.stage) - 12} height={24} rx={12}>
              <title>{`Snarl: ${snarl.contacts} contacts at ${snarl.touchPoint}, ${day(snarl.from)} to ${day(snarl.to)}`}</title>
            </rect>))}
          {inView.map((each) => <Mark key={each.eventId} contact={each} x={x(Date.parse(each.occurredAt))} y={y(each.stage ?? 'no stage')} />)}
          {dayTicks(from, to, Math.floor(width / 110)).map((time, i, all) => <text key={i} x={x(time)} y={height - 4} textAnchor={x(time) > width - right - 40 ? 'end' : i === 0 && all.length === 2 ? 'start' : 'middle'}>{moment(time, to - from)}</text>)}
        </svg>}
      </div>
      <Legend items={[['▲', 'went badly, below 40'], ['■', 'so-so'], ['●', 'went well, from 70'], ['•', 'no judgement'], ['snarl', 'a snarl: three or more contacts for one problem, a week apart at most']]} />
      {snarls.length > 0 && <ul className="plain snarls">{snarls.toSorted((a, b) => b.to - a.to).slice(0, 5).map((s) => <li key={`${s.touchPoint} ${s.from}`}><strong>{driverName(s.touchPoint)}</strong> {s.contacts} contacts for one problem, {day(s.from) === day(s.to) ? `on ${day(s.from)}` : `${day(s.from)} to ${day(s.to)}`}</li>)}</ul>}
    </figure>
  )
}

/** Shape and colour both tell, for those who see few colours. */
function Mark({ contact: each, x, y }: { contact: Contact; x: number; y: number }) {
  const tone = toneOf(each.value)
  const title = <title>{`${driverName(each.touchPoint ?? each.survey?.metric ?? each.kind)}${each.outcome ? `, ${words(each.outcome).toLowerCase()}` : ''}, ${exact(each.occurredAt)}${each.value === null ? '' : `: ${Math.round(each.value)} of 100`}`}</title>
  return tone === 'bad' ? <path className="mark bad" d={`M${x - 5} ${y + 4}L${x} ${y - 6}L${x + 5} ${y + 4}Z`}>{title}</path>
    : tone === 'middling' ? <rect className="mark middling" x={x - 4} y={y - 4} width={8} height={8}>{title}</rect>
      : <circle className={`mark ${tone}`} cx={x} cy={y} r={tone === 'none' ? 2.5 : 4.5}>{title}</circle>
}
