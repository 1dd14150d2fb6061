import type { Route } from '../lib/foundation/http/route.ts'
import { aboutRoutes } from './about.routes.ts'
import { agreementRoutes } from './agreements.routes.ts'
import { alertRoutes } from './alerts.routes.ts'
import { auditRoutes } from './audit.routes.ts'
import { catalogRoutes } from './catalog.routes.ts'
import { compareRoutes } from './compare.routes.ts'
import { connectorRoutes } from './connectors.routes.ts'
import { decisionRoutes } from './decisions.routes.ts'
import { deviceRoutes } from './devices.routes.ts'
import { entitlementRoutes } from './entitlements.routes.ts'
import { familyRoutes } from './families.routes.ts'
import { groupRoutes } from './groups.routes.ts'
import { importRoutes } from './imports.routes.ts'
import { peopleRoutes } from './people.routes.ts'
import { previewRoutes } from './preview.routes.ts'
import { recognitionRoutes } from './recognition.routes.ts'
import { reconciliationRoutes } from './reconciliations.routes.ts'
import { refreshRoutes } from './refreshes.routes.ts'
import { reportRoutes } from './reports.routes.ts'
import { scheduleRoutes } from './schedules.routes.ts'
import { softwareRoutes } from './software.routes.ts'

/** Every route, by the function (file of this folder) that serves it. */
export const routesByFunction: Record<string, readonly Route[]> = {
  agreements: agreementRoutes,
  groups: groupRoutes,
  imports: importRoutes,
  refreshes: refreshRoutes,
  connectors: connectorRoutes,
  entitlements: entitlementRoutes,
  devices: deviceRoutes,
  software: softwareRoutes,
  catalog: catalogRoutes,
  decisions: decisionRoutes,
  preview: previewRoutes,
  families: familyRoutes,
  compare: compareRoutes,
  recognition: recognitionRoutes,
  reports: reportRoutes,
  schedules: scheduleRoutes,
  alerts: alertRoutes,
  reconciliations: reconciliationRoutes,
  audit: auditRoutes,
  people: peopleRoutes,
  about: aboutRoutes,
}
