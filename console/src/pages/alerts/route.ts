import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const alertsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/alerts',
  validateSearch: searchOf('status', 'kind', 'alert'),
  component: lazyRouteComponent(() => import('./alerts-page.tsx'), 'AlertsPage'),
})
