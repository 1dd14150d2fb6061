import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useSyncExternalStore } from 'react'
import { queryClient } from '../api/queries.ts'
import { session } from '../api/session.ts'
import { router } from './router.tsx'
import { SignInPage } from './sign-in-page.tsx'

export const App = () => {
  const state = useSyncExternalStore(session.subscribe, session.state)
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        {state.is === 'signed-in' || state.is === 'expired' ? (
          <RouterProvider router={router} />
        ) : (
          <SignInPage state={state} />
        )}
      </QueryClientProvider>
    </CSPProvider>
  )
}
