import './styles.css'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { Redirect, Route, Switch } from 'wouter'
import { isMissing, isUnknown } from './api.ts'
import { Shell } from './parts/shell.tsx'
import { SignedIn, sessionKey } from './parts/sign-in.tsx'
import { Loading } from './parts/states.tsx'
import { Inbox } from './screens/inbox.tsx'
import { applyTheme } from './use-theme.ts'

// Before anything is drawn, or a dark screen would begin with a white one.
applyTheme()

const Account = lazy(() => import('./screens/account.tsx'))
const Accounts = lazy(() => import('./screens/accounts.tsx'))
const Portfolio = lazy(() => import('./screens/portfolio.tsx'))
const Data = lazy(() => import('./screens/data.tsx'))

// Offline is an error like any other, and said as one: reads that wait for the network would leave old figures standing as if they were current.
const client: QueryClient = new QueryClient({
  defaultOptions: { queries: { networkMode: 'always', staleTime: 5000, retry: (failures, error) => !isUnknown(error) && !isMissing(error) && failures < 2, refetchOnWindowFocus: false } },
  queryCache: new QueryCache({ onError: (error) => { if (isUnknown(error)) void client.invalidateQueries({ queryKey: sessionKey }) } }),
})

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <SignedIn><Shell>
        <Suspense fallback={<Loading />}>
          <Switch>
            <Route path="/alerts/:alertId?"><Inbox /></Route>
            <Route path="/accounts"><Accounts /></Route>
            <Route path="/accounts/:accountId"><Account /></Route>
            <Route path="/portfolio"><Portfolio /></Route>
            <Route path="/data"><Data /></Route>
            <Route><Redirect to="/alerts" replace /></Route>
          </Switch>
        </Suspense>
      </Shell></SignedIn>
    </QueryClientProvider>
  </StrictMode>,
)
