import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const entitlementsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/entitlements',
  validateSearch: searchOf('q', 'matched', 'source', 'agreement', 'product', 'forTitle', 'sort', 'day'),
  component: lazyRouteComponent(() => import('./entitlements-page.tsx'), 'EntitlementsPage'),
})
