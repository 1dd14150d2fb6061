import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { queryClient } from '../../api/queries.ts'
import { trendQuery } from '../../ledger/days.ts'
import { overviewQuery } from '../../ledger/overview.tsx'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: searchOf(),
  // While the page itself is loaded, and who has signed in is read.
  loader: () => {
    void queryClient.prefetchQuery(overviewQuery)
    void queryClient.prefetchQuery(trendQuery)
  },
  component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
})
