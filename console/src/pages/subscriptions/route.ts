import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const subscriptionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/subscriptions',
  validateSearch: searchOf('q', 'has', 'sort', 'day'),
  component: lazyRouteComponent(() => import('./subscriptions-page.tsx'), 'SubscriptionsPage'),
})
