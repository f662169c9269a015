import { useState, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { myName, setMyName } from '../actions.ts'
import { wordsOf } from '../api.ts'
import { count, exact, timeOfDay } from '../format.ts'
import { useLive } from '../live.ts'
import { useOutdated } from '../use-outdated.ts'
import { chooseTheme, chosenTheme } from '../use-theme.ts'
import { SafetyNet } from './safety-net.tsx'
import { SignedInAs, useSession } from './sign-in.tsx'
import { Toasts } from './toasts.tsx'

const screens = [['/alerts', 'Inbox'], ['/accounts', 'Accounts'], ['/portfolio', 'Portfolio'], ['/data', 'Data']] as const
const connections = { live: 'Live', connecting: 'Connecting…', lost: 'Not live: reconnecting…' } as const

const Mark = () => <svg width="20" height="20" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="8" fill="var(--accent)" /><path d="M4 8.5l3 3 5-7" fill="none" stroke="var(--accent-ink)" strokeWidth="2" /></svg>

/** What surrounds every screen: where one is, whether data are live, who acts, the theme. */
export function Shell({ children }: { children: ReactNode }) {
  const [path] = useLocation()
  const { alerts, connection } = useLive()
  const [theme, setTheme] = useState(chosenTheme)
  const [name, setName] = useState(myName)
  const { data: session } = useSession()
  return (
    <div className="shell">
      <a className="skip" href="#main">Skip to content</a>
      <header className="bar">
        <span className="brand"><Mark /><span>Customer experience</span></span>
        <nav aria-label="Screens">
          {screens.map(([to, label]) => (
            <Link key={to} href={to} aria-current={path.startsWith(to) ? 'page' : undefined}>
              {label}{to === '/alerts' && alerts.length > 0 && <span className="count">{count(alerts.length)}</span>}
            </Link>
          ))}
        </nav>
        <span className={`connection ${connection}`} role="status">{connections[connection]}</span>
        <SignedInAs />
        {!session?.asks && <label className="who"><span>Acting as</span><input aria-label="Acting as" value={name} maxLength={60} onChange={(event) => { setName(event.target.value); setMyName(event.target.value || 'ops') }} /></label>}
        <label className="who"><span>Theme</span>
          <select aria-label="Theme" value={theme} onChange={(event) => { setTheme(event.target.value); chooseTheme(event.target.value) }}>
            <option value="system">System</option><option value="light">Light</option><option value="dark">Dark</option>
          </select>
        </label>
      </header>
      <Outdated />
      <main id="main" tabIndex={-1}><SafetyNet key={path.split('/')[1]}>{children}</SafetyNet></main>
      <Toasts />
    </div>
  )
}

/** Says when what is on screen is not what is so now. */
function Outdated() {
  const outdated = useOutdated()
  return <p className="outdated" role="status">{outdated && <>Not up to date since <time dateTime={new Date(outdated.dataUpdatedAt).toISOString()} title={exact(outdated.dataUpdatedAt)}>{timeOfDay(outdated.dataUpdatedAt)}</time>: {wordsOf(outdated.error)}</>}</p>
}
