import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const devicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/devices',
  validateSearch: searchOf('q', 'state'),
  component: lazyRouteComponent(() => import('./devices-page.tsx'), 'DevicesPage'),
})
