import { useState } from 'react'
import type { Contact } from '../api.ts'
import { count, driverName, words } from '../format.ts'
import { useRights } from './sign-in.tsx'
import { Age, CsvButton } from './small.tsx'

const few = 15

const outcomeOf = ({ outcome, survey }: Contact): string => (outcome ? words(outcome) : survey ? (survey.score === null ? words(survey.status) : `${survey.score} of ${survey.scaleMax}`) : '')
const nameOf = ({ touchPoint, survey, kind }: Contact): string => driverName(touchPoint ?? (survey ? `survey.${survey.metric}` : kind))

/** What happened with an account, the latest first. */
export function Contacts({ contacts, name }: { contacts: readonly Contact[]; name: string }) {
  const [all, setAll] = useState(false)
  const { seesTexts } = useRights()
  return (
    <>
      <div className="row-head"><h3>Latest contacts</h3><CsvButton name={`contacts-${name}`} header={['occurredAt', 'touchPoint', 'stage', 'channel', 'outcome', 'value', 'text', 'eventId']} rows={() => contacts.map((c) => [c.occurredAt, c.touchPoint ?? c.survey?.metric, c.stage, c.channel, c.outcome, c.value, c.text, c.eventId])} /></div>
      {!seesTexts && <p className="muted">What customers wrote is hidden from viewers.</p>}
      <table className="grid contacts">
        <thead><tr><th scope="col">When</th><th scope="col">Contact</th><th scope="col" className="figure" title="How it went, 0 to 100">Value</th></tr></thead>
        <tbody>{contacts.slice(0, all ? contacts.length : few).map((c) => (
          <tr key={c.eventId}><td className="when"><Age at={c.occurredAt} /></td><td><strong>{nameOf(c)}</strong> {outcomeOf(c)}{c.text && <q>{c.text}</q>}</td><td className="figure">{c.value === null ? '–' : count(c.value)}</td></tr>))}</tbody>
      </table>
      {contacts.length > few && <button type="button" className="quiet more" aria-expanded={all} onClick={() => setAll(!all)}>{all ? 'Fewer' : `All ${count(contacts.length)} contacts`}</button>}
    </>
  )
}
