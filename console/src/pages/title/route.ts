import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const titleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/titles/$titleId',
  validateSearch: searchOf('tab', 'day'),
  component: lazyRouteComponent(() => import('./title-page.tsx'), 'TitlePage'),
})
