import { peopleRoutes } from './people.routes.ts'
import { Environment } from './wiring/environment.ts'
import { serve, wire } from './wiring/wire.ts'

const environment = Environment.pick({
  TABLE_NAME: true,
  ROLES_CLAIM: true,
}).parse(process.env)

export const handler = serve(peopleRoutes, wire(environment), environment)
