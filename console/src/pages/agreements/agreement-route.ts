import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { searchOf } from '../../ledger/search.ts'
import { rootRoute } from '../root-route.ts'

export const agreementRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/agreements/$agreementId',
  validateSearch: searchOf('tab'),
  component: lazyRouteComponent(() => import('./agreement-page.tsx'), 'AgreementPage'),
})
