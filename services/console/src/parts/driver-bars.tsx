import { driverName, signed } from '../format.ts'

export interface Bar {
  readonly name: string
  readonly value: number
  readonly hint?: string
}

/** Signed bars around a zero line; length and sign, not colour alone, carry the meaning. */
export function DriverBars({ bars, label }: { bars: readonly Bar[]; label: string }) {
  // What shows as 0.0 has nothing to say, and no bar.
  const shown = bars.filter(({ value }) => Math.abs(value) >= 0.05)
  const most = Math.max(1, ...bars.map(({ value }) => Math.abs(value)))
  return (
    <table className="bars" aria-label={label}>
      <tbody>
        {shown.map(({ name, value, hint }) => (
          <tr key={name} title={hint || name}>
            <th scope="row">{driverName(name)}</th>
            <td className="figure">{signed(value)}</td>
            <td className="track"><span className={value < 0 ? 'down' : 'up'} style={{ width: `${(Math.abs(value) / most) * 50}%` }} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
