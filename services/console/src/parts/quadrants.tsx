import { useMemo } from 'react'
import { Link } from 'wouter'
import type { PortfolioAccount } from '../api.ts'
import { count, money } from '../format.ts'
import { useLive } from '../live.ts'
import { quadrants, quadrantSum } from '../portfolio.ts'

/** Score × revenue in four fields, as each account's own segment draws the lines; each leads to its accounts. */
export function Quadrants({ accounts }: { accounts: readonly PortfolioAccount[] }) {
  const { alerts, loaded } = useLive()
  const sums = useMemo(() => quadrants.map(([quadrant]) => quadrantSum(accounts, quadrant, alerts)), [accounts, alerts])
  return (
    <ul className="quadrants">
      {quadrants.map(([quadrant, name, meaning], i) => {
        const { accounts: own, openAlerts, revenue } = sums[i]!
        return (
          <li key={quadrant} className={quadrant.toLowerCase()}>
            <Link href={`/accounts?quadrant=${quadrant}`}><strong>{name}</strong> <small>{meaning}</small></Link>
            <p><span className="total">{count(own)}</span> {own === 1 ? 'account' : 'accounts'}{revenue.length > 0 && <>, {revenue.map(([currency, amount]) => money(amount, currency)).join(' + ')} a year</>}</p>
            <small>{!loaded ? 'open alerts are being read' : openAlerts === 0 ? 'no open alert' : `${count(openAlerts)} open ${openAlerts === 1 ? 'alert' : 'alerts'}`}</small>
          </li>
        )
      })}
    </ul>
  )
}
