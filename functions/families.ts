import { familyRoutes } from './families.routes.ts'
import { serveAnswers } from './wiring/answers.ts'

export const handler = serveAnswers(familyRoutes)
