import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type FormEvent, type ReactNode } from 'react'
import { setMyName } from '../actions.ts'
import { api, wordsOf } from '../api.ts'
import { live } from '../live.ts'
import { Loading } from './states.tsx'

const key = ['session']

/** Who is signed in; `asks` is false where the api asks nobody. */
export const useSession = () => useQuery({ queryKey: key, queryFn: () => api.v1SessionList(), staleTime: Infinity, retry: true, retryDelay: 1000 })

/** Shows the console to those whom the api knows, and everybody else where to put their key. */
export function SignedIn({ children }: { children: ReactNode }) {
  const { data } = useSession()
  const isIn = data !== undefined && (!data.asks || data.name !== null)
  useEffect(() => {
    if (!isIn) return
    if (data.asks) setMyName(data.name!)
    live.start()
  }, [isIn])
  if (data === undefined) return <Loading />
  return isIn ? children : <SignIn />
}

function SignIn() {
  const client = useQueryClient()
  const [secret, setSecret] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    try {
      client.setQueryData(key, await api.v1SessionCreate({ key: secret.trim() }))
    } catch (error) {
      setWrong(wordsOf(error))
    }
  }
  return (
    <main className="sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <h1>Customer experience</h1>
        <p>This deployment asks who you are. Whoever runs it makes a key with <code>npm run cx -- keys create your-name --role operator</code>.</p>
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
