import { familyRoutes } from './families.routes.ts'
import { Environment } from './wiring/environment.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({ TABLE_NAME: true, ROLES_CLAIM: true }).parse(process.env)

export const handler = serve(familyRoutes, wire(environment), environment)
