import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const trailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/trail',
  validateSearch: searchOf('tab', 'object', 'actor', 'from', 'to'),
  component: lazyRouteComponent(() => import('./trail-page.tsx'), 'TrailPage'),
})
