import { decisionRoutes } from './decisions.routes.ts'
import { serveAnswers } from './wiring/answers.ts'

export const handler = serveAnswers(decisionRoutes)
