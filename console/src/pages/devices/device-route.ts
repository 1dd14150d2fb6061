import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const deviceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/devices/$deviceId',
  validateSearch: searchOf('software', 'q'),
  component: lazyRouteComponent(() => import('./device-page.tsx'), 'DevicePage'),
})
