import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type FormEvent, type ReactNode } from 'react'
import { setMyName } from '../actions.ts'
import { api, wordsOf } from '../api.ts'
import { live, useLive } from '../live.ts'
import { rightsOf, type Rights } from '../rights.ts'
import { Failed, Loading } from './states.tsx'

/** Under which the session is kept: to be asked for anew where the api may not know somebody any more. */
export const sessionKey = ['session']

/** Who is signed in; `asks` is false where the api asks nobody. */
export const useSession = () => useQuery({ queryKey: sessionKey, queryFn: () => api.v1SessionList(), staleTime: Infinity, retry: true, retryDelay: 1000 })

/** What whoever is signed in may do. */
export const useRights = (): Rights => rightsOf(useSession().data)

/** Shows the console to those whom the api knows, and everybody else where to put their key. */
export function SignedIn({ children }: { children: ReactNode }) {
  const { data, failureReason } = useSession()
  const { connection } = useLive()
  const client = useQueryClient()
  // The api ends the stream of whose key was revoked.
  useEffect(() => { if (connection === 'lost') void client.invalidateQueries({ queryKey: sessionKey }) }, [connection])
  const isIn = data !== undefined && (!data.asks || data.name !== null)
  useEffect(() => {
    if (!isIn) return undefined
    if (data.asks) setMyName(data.name!)
    live.start()
    return () => live.stop()
  }, [isIn])
  if (data === undefined) return failureReason ? <main><h1 className="visually-hidden">Customer experience</h1><Failed error={failureReason} /></main> : <Loading />
  return isIn ? children : <SignIn />
}

function SignIn() {
  const client = useQueryClient()
  const [secret, setSecret] = useState('')
  // Whoever comes next may see less.
  useEffect(() => client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] }), [client])
  const [wrong, setWrong] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    try {
      client.setQueryData(sessionKey, await api.v1SessionCreate({ key: secret.trim() }))
    } catch (error) {
      setWrong(wordsOf(error))
    }
  }
  return (
    <main className="sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <h1>Customer experience</h1>
        <p>This deployment asks who you are. Whoever runs it makes a key with <code>npm run cx -- keys create your-name --role operator</code>. A <code>viewer</code> looks on; an <code>operator</code> acts on alerts and reads what customers wrote; an <code>admin</code> also publishes failed events again.</p>
        <label className="field"><span>API key</span><input type="password" autoComplete="current-password" autoFocus required value={secret} onChange={(event) => setSecret(event.target.value)} /></label>
        {wrong !== null && <p role="alert" className="wrong">{wrong}</p>}
        <button type="submit" className="primary">Sign in</button>
      </form>
    </main>
  )
}

/** The name of who is signed in, and the way out; nothing where nobody is asked. */
export function SignedInAs() {
  const { data } = useSession()
  if (!data?.asks) return null
  const leave = async () => {
    await api.v1SessionDelete()
    location.reload()
  }
  return <span className="who"><span>{data.name}, {data.role ?? 'no role'}</span><button type="button" className="quiet" onClick={() => void leave()}>Sign out</button></span>
}
