import type { Account } from '../api.ts'
import { count, money, signed, words } from '../format.ts'
import { Age } from './small.tsx'

/** Dealings now against a month ago; both are sums that fade with time, so that a burst makes it many times as much. */
const activity = (engagement: number | null): string => (engagement === null ? '–' : `${engagement.toLocaleString(undefined, { maximumSignificantDigits: 2 })} ×`)
const activityInWords = 'How much is known from recent contacts, against 30 days ago: 1 × is as much, 0.5 × half, 3 × three times as much. Contacts fade with time'

/** How an account moves, what CRM says of it. */
export function AccountFacts({ account: a }: { account: Account }) {
  return (
    <dl className="facts four">
      <div><dt>Change, 7 days</dt><dd>{a.trend7d === null ? '–' : signed(a.trend7d)}</dd></div>
      <div><dt>Change, 30 days</dt><dd>{a.trend30d === null ? '–' : signed(a.trend30d)}</dd></div>
      <div title={activityInWords}><dt>Engagement</dt><dd>{activity(a.engagement30d)}{a.engagement30d !== null && <small> that of 30 days ago</small>}</dd></div>
      <div><dt>Contacts</dt><dd>{count(a.contacts)}{a.lastContactAt && <small> last <Age at={a.lastContactAt} /></small>}</dd></div>
      <div><dt>Owner</dt><dd>{a.owner ?? '–'}</dd></div>
      <div><dt>Revenue a year</dt><dd>{money(a.annualRevenue, a.currency)}</dd></div>
      <div><dt>Renewal</dt><dd>{a.renewalAt ? <Age at={a.renewalAt} ahead={Date.parse(a.renewalAt) > Date.now()} /> : '–'}</dd></div>
      <div><dt>Stage, quadrant</dt><dd>{[a.stage, a.quadrant].filter(Boolean).map(words).join(', ') || '–'}</dd></div>
    </dl>
  )
}
