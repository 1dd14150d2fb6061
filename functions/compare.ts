import { compareRoutes } from './compare.routes.ts'
import { serveAnswers } from './wiring/answers.ts'

export const handler = serveAnswers(compareRoutes)
