import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const familyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/families/$familyId',
  validateSearch: searchOf('tab', 'day', 'open', 'machines', 'since'),
  component: lazyRouteComponent(() => import('./family-page.tsx'), 'FamilyPage'),
})
