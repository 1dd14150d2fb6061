import { catalogRoutes } from './catalog.routes.ts'
import { serveAnswers } from './wiring/answers.ts'

export const handler = serveAnswers(catalogRoutes)
