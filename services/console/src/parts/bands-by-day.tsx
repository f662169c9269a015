import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { count, day, percent, points } from '../format.ts'
import { DayChart, type Plot } from './day-chart.tsx'
import { Legend } from './legend.tsx'
import { CsvButton } from './small.tsx'
import { Empty, Failed, Loading } from './states.tsx'

interface Day { readonly day: string; readonly atRisk: number; readonly watch: number; readonly healthy: number; readonly meanScore: number }

/** How many accounts were in each band by the last score of the day, of those that had one. */
export function BandsByDay() {
  const { data, error } = useQuery({ queryKey: ['bands'], queryFn: () => api.v1PortfolioBandsList({ days: 60 }), refetchInterval: 60_000 })
  const days = data?.days ?? []
  return (
    <section className="card">
      <div className="row-head"><h2>Accounts by band and day</h2><CsvButton name="bands-by-day" header={['day', 'atRisk', 'watch', 'healthy', 'unknown', 'meanScore']} rows={() => days.map((d) => [d.day, d.atRisk, d.watch, d.healthy, d.unknown, d.meanScore])} /></div>
      {error && !data ? <Failed error={error} /> : !data ? <Loading /> : days.length === 0 ? <Empty title="No day has closed yet" /> : (
        <figure className="stack">
          <DayChart label="Share of accounts by band" days={days.map((each) => each.day)} height={184} lines={[[0, percent(0)], [0.5, percent(0.5)], [1, percent(1)]]} draw={(plot) => <Columns days={days} plot={plot} />}
            say={(i) => { const d = days[i]!; return `${day(`${d.day}T00:00`)}: ${count(d.atRisk)} at risk, ${count(d.watch)} watch, ${count(d.healthy)} healthy; mean score ${points(d.meanScore)}` }} />
          <Legend items={[['at_risk', 'At risk'], ['watch striped', 'Watch'], ['healthy', 'Healthy']]} />
        </figure>)}
    </section>
  )
}

function Columns({ days, plot: { x, y, column } }: { days: readonly Day[]; plot: Plot }) {
  const columns = days.map((d, i) => {
    const all = Math.max(1, d.atRisk + d.watch + d.healthy)
    const [bad, middling] = [d.atRisk / all, (d.atRisk + d.watch) / all]
    const box = { x: x(i), width: Math.max(1, column - 1) }
    return <g key={d.day}><rect className="healthy" {...box} y={y(1)} height={y(middling) - y(1)} /><rect fill="url(#stripes)" {...box} y={y(middling)} height={y(bad) - y(middling)} /><rect className="at_risk" {...box} y={y(bad)} height={y(0) - y(bad)} /></g>
  })
  return <><defs><pattern id="stripes" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect className="watch" width="3" height="5" /></pattern></defs>{columns}</>
}
