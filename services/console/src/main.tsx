import './styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { Redirect, Route, Switch } from 'wouter'
import { Shell } from './parts/shell.tsx'
import { SignedIn } from './parts/sign-in.tsx'
import { Loading } from './parts/states.tsx'
import { Inbox } from './screens/inbox.tsx'

const Account = lazy(() => import('./screens/account.tsx'))
const Accounts = lazy(() => import('./screens/accounts.tsx'))
const Portfolio = lazy(() => import('./screens/portfolio.tsx'))
const Data = lazy(() => import('./screens/data.tsx'))

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { staleTime: 5000, retry: 2, refetchOnWindowFocus: false } } })}>
      <SignedIn><Shell>
        <Suspense fallback={<Loading />}>
          <Switch>
            <Route path="/alerts/:alertId?"><Inbox /></Route>
            <Route path="/accounts"><Accounts /></Route>
            <Route path="/accounts/:accountId">{({ accountId }) => <Account key={accountId} accountId={decodeURIComponent(accountId)} />}</Route>
            <Route path="/portfolio"><Portfolio /></Route>
            <Route path="/data"><Data /></Route>
            <Route><Redirect to="/alerts" replace /></Route>
          </Switch>
        </Suspense>
      </Shell></SignedIn>
    </QueryClientProvider>
  </StrictMode>,
)
