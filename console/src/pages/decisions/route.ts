import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const decisionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/decisions',
  validateSearch: searchOf('kind', 'status', 'decision'),
  component: lazyRouteComponent(() => import('./decisions-page.tsx'), 'DecisionsPage'),
})
