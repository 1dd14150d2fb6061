import { softwareRoutes } from './software.routes.ts'
import { serveAnswers } from './wiring/answers.ts'

export const handler = serveAnswers(softwareRoutes)
