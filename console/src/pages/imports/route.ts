import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const importsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/imports',
  validateSearch: searchOf('kind', 'status'),
  component: lazyRouteComponent(() => import('./imports-page.tsx'), 'ImportsPage'),
})
