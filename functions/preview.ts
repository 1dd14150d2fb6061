import { previewRoutes } from './preview.routes.ts'
import { serveAnswers } from './wiring/answers.ts'

export const handler = serveAnswers(previewRoutes)
