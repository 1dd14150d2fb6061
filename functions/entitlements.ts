import { entitlementRoutes } from './entitlements.routes.ts'
import { serveAnswers } from './wiring/answers.ts'

export const handler = serveAnswers(entitlementRoutes)
