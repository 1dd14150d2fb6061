import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const positionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/positions',
  validateSearch: searchOf('view', 'q', 'publisher', 'status', 'kind', 'metric', 'sort', 'day', 'since'),
  component: lazyRouteComponent(() => import('./positions-page.tsx'), 'PositionsPage'),
})
