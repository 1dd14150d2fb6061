import { createRouter, type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { Problem } from '../api/problem.ts'
import { Waiting } from '../ledger/loaded.tsx'
import { ProblemNotice } from '../ledger/problem-notice.tsx'
import { agreementRoute } from '../pages/agreements/agreement-route.ts'
import { agreementsRoute } from '../pages/agreements/route.ts'
import { alertsRoute } from '../pages/alerts/route.ts'
import { connectorRoute } from '../pages/connector/route.ts'
import { decisionsRoute } from '../pages/decisions/route.ts'
import { deviceRoute } from '../pages/devices/device-route.ts'
import { devicesRoute } from '../pages/devices/route.ts'
import { entitlementsRoute } from '../pages/entitlements/route.ts'
import { familyRoute } from '../pages/family/route.ts'
import { importRoute } from '../pages/imports/import-route.ts'
import { importsRoute } from '../pages/imports/route.ts'
import { overviewRoute } from '../pages/overview/route.ts'
import { positionsRoute } from '../pages/positions/route.ts'
import { reportsRoute } from '../pages/reports/route.ts'
import { rootRoute } from '../pages/root-route.ts'
import { subscriptionsRoute } from '../pages/subscriptions/route.ts'
import { titleRoute } from '../pages/title/route.ts'
import { trailRoute } from '../pages/trail/route.ts'
import { text } from '../texts/en/common.ts'
import { buttonLook } from '../ui/button.tsx'
import { Empty, Page } from '../ui/page.tsx'
import { Shell } from './shell.tsx'

const NotFound = () => (
  <Page title={text.notFound.title}>
    <Empty
      title={text.notFound.hint}
      actions={
        <Link to="/" className={buttonLook()}>
          {text.notFound.home}
        </Link>
      }
    />
  </Page>
)

const Failed = ({ error }: ErrorComponentProps) => {
  const router = useRouter()
  return (
    <Page title={error instanceof Problem ? text.problem.other : text.crashed.title}>
      <ProblemNotice error={error} onRetry={() => void router.invalidate()} />
      {!(error instanceof Problem) && <p>{text.crashed.hint}</p>}
    </Page>
  )
}

rootRoute.update({ component: Shell })

export const router = createRouter({
  basepath: '/console',
  routeTree: rootRoute.addChildren([
    overviewRoute,
    positionsRoute,
    familyRoute,
    titleRoute,
    decisionsRoute,
    agreementsRoute,
    agreementRoute,
    entitlementsRoute,
    subscriptionsRoute,
    connectorRoute,
    importsRoute,
    importRoute,
    devicesRoute,
    deviceRoute,
    reportsRoute,
    alertsRoute,
    trailRoute,
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: Waiting,
  defaultErrorComponent: Failed,
  defaultNotFoundComponent: NotFound,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
