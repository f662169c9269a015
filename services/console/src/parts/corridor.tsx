import type { Contact } from '../api.ts'
import { snarlsOf, stagesOf } from '../corridor.ts'
import { day, exact, words } from '../format.ts'

const [left, right, rowHeight] = [110, 12, 34]

const toneOf = (value: number | null): string => (value === null ? 'none' : value < 40 ? 'bad' : value < 70 ? 'middling' : 'good')

/** The way of a customer through the stages: one mark a contact; repeated contacts for one problem are tied together. */
export function Corridor({ contacts }: { contacts: readonly Contact[] }) {
  const stages = stagesOf(contacts)
  const times = contacts.map(({ occurredAt }) => Date.parse(occurredAt))
  const [from, to] = [Math.min(...times), Math.max(...times)]
  const width = 900
  const x = (time: number) => left + ((time - from) / Math.max(1, to - from)) * (width - left - right - 12) + 6
  const y = (stage: string) => 20 + stages.indexOf(stage) * rowHeight
  const snarls = snarlsOf(contacts)
  return (
    <figure className="corridor">
      <svg viewBox={`0 0 ${width} ${stages.length * rowHeight + 28}`} role="img" aria-label={`${contacts.length} contacts over ${stages.length} stages, ${snarls.length} snarls`}>
        {stages.map((stage) => <g key={stage}><text x={0} y={y(stage) + 4}>{words(stage)}</text><line x1={left} x2={width - right} y1={y(stage)} y2={y(stage)} /></g>)}
        {snarls.map((snarl) => (
          <rect key={`${snarl.stage} ${snarl.touchPoint} ${snarl.from}`} className="snarl" x={x(snarl.from) - 9} width={x(snarl.to) - x(snarl.from) + 18} y={y(snarl.stage) - 11} height={22} rx={11}>
            <title>{`Snarl: ${snarl.contacts} contacts at ${snarl.touchPoint}, ${day(snarl.from)} to ${day(snarl.to)}`}</title>
          </rect>))}
        {contacts.map((each) => {
          const [cx, cy, tone] = [x(Date.parse(each.occurredAt)), y(each.stage ?? 'no stage'), toneOf(each.value)]
          const title = <title>{`${each.touchPoint ?? each.survey?.metric ?? each.kind}${each.outcome ? `, ${words(each.outcome).toLowerCase()}` : ''}, ${exact(each.occurredAt)}${each.value === null ? '' : `: ${each.value.toFixed(0)} of 100`}`}</title>
          // Shape and colour both tell, for those who see few colours.
          return tone === 'bad' ? <path key={each.eventId} className="mark bad" d={`M${cx - 5} ${cy + 4}L${cx} ${cy - 6}L${cx + 5} ${cy + 4}Z`}>{title}</path>
            : tone === 'middling' ? <rect key={each.eventId} className="mark middling" x={cx - 4} y={cy - 4} width={8} height={8}>{title}</rect>
              : <circle key={each.eventId} className={`mark ${tone}`} cx={cx} cy={cy} r={tone === 'none' ? 3 : 4.5}>{title}</circle>
        })}
        <text x={left} y={stages.length * rowHeight + 22}>{day(from)}</text><text x={width - right} y={stages.length * rowHeight + 22} textAnchor="end">{day(to)}</text>
      </svg>
      <figcaption>▲ went badly (below 40) · ■ so-so · ● went well · outlined: repeated contacts for one problem</figcaption>
    </figure>
  )
}
