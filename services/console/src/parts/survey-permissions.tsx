import { useQueries } from '@tanstack/react-query'
import { api, type Contact } from '../api.ts'
import { count } from '../format.ts'
import { latestPeople } from '../people.ts'
import { Age, CsvButton } from './small.tsx'
import { Capped } from './states.tsx'

/** How many people are asked about: each is a request. */
const most = 6

/** Contact frequency: who of the account may be sent a survey now, who not, why, and from when on. */
export function SurveyPermissions({ contacts }: { contacts: readonly Contact[] }) {
  const all = latestPeople(contacts)
  const people = all.slice(0, most)
  const answers = useQueries({ queries: people.map(({ contactId }) => ({ queryKey: ['permission', contactId], queryFn: () => api.v1SurveysPermissionList({ contactId }), staleTime: 30_000 })) })
  if (people.length === 0) return null
  return (
    <section className="card">
      <div className="row-head"><h2>May be surveyed</h2><CsvButton name="may-be-surveyed" header={['contactId', 'allowed', 'reason', 'from', 'lastContact']} rows={() => people.map(({ contactId, at }, i) => [contactId, answers[i]!.data?.allowed, answers[i]!.data?.reason, answers[i]!.data?.from, at])} /></div>
      <ul className="people">
        {people.map(({ contactId, at }, i) => {
          const { data, error } = answers[i]!
          return (
            <li key={contactId}>
              <span className={`band ${data ? (data.allowed ? 'healthy' : 'watch') : ''}`}>{data ? (data.allowed ? '✓ Now' : '✕ Not yet') : error ? 'Not known' : '…'}</span>
              <span><strong>{contactId}</strong> {data ? data.reason : error ? 'the api does not answer' : ''}{data && !data.allowed && <>; again <Age at={data.from} ahead /></>}</span>
              <span className="muted">last contact <Age at={at} /></span>
            </li>
          )
        })}
      </ul>
      <Capped>{all.length > most ? `The latest ${count(most)} of ${count(all.length)} people.` : null}</Capped>
    </section>
  )
}
