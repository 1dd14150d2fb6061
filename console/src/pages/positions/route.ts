import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const positionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/positions',
  /** `view` is `titles` or `changes`, else families; several values of a filter have `|` between. */
  validateSearch: searchOf('view', 'q', 'publisher', 'status', 'kind', 'metric', 'has', 'sort', 'day', 'since'),
  component: lazyRouteComponent(() => import('./positions-page.tsx'), 'PositionsPage'),
})
