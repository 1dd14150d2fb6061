import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { rootRoute } from '../root-route.ts'

export const connectorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/connectors/graph',
  component: lazyRouteComponent(() => import('./connector-page.tsx'), 'ConnectorPage'),
})
