import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const agreementsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agreements',
  validateSearch: searchOf('group', 'type', 'q', 'number'),
  component: lazyRouteComponent(() => import('./agreements-page.tsx'), 'AgreementsPage'),
})
