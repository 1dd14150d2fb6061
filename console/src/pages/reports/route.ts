import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const reportsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reports',
  validateSearch: searchOf('tab', 'report'),
  component: lazyRouteComponent(() => import('./reports-page.tsx'), 'ReportsPage'),
})
