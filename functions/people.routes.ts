import * as z from 'zod'
import { deleteName, keepName, listPeople, Person } from '../lib/audit/people.ts'
import { noContent, ok, roles, routesOver } from '../lib/foundation/http/route.ts'
import type { Ledger } from '../lib/foundation/table/ledger.ts'

const route = routesOver<Ledger>()

const Caller = z
  .strictObject({ id: z.string(), roles: z.array(z.enum(roles)), name: z.string().optional() })
  .meta({ id: 'Caller' })

/** Longer ones than OpenID Connect allows for subjects. */
const longestId = 512

export const peopleRoutes = [
  route('GET', '/me', {
    summary: 'Who calls, with which roles; the name of a reader or manager is kept for `GET /people`',
    role: 'any',
    answers: { 200: { description: 'The id, the roles and the name that the token carries.', schema: Caller } },
    handle: async ({ change: { actor: id }, roles, name }, { table }) => {
      // Devices and scripts act in no trail.
      const isPerson = roles.some((role) => role !== 'inventory-writer')
      if (isPerson && name !== undefined) await keepName(table, { id, name })
      return { id, roles: [...roles], ...(name !== undefined && { name }) }
    },
    reply: ok,
  }),

  route('GET', '/people', {
    summary: 'The names that the ledger saw last for ids of people who called `GET /me`; all of them, by name',
    role: 'license-reader',
    answers: { 200: { description: 'All names.', schema: z.strictObject({ items: z.array(Person) }) } },
    handle: async (_, { table }) => ({ items: await listPeople(table) }),
    reply: ok,
  }),

  route('DELETE', '/people/{personId}', {
    summary: 'Delete the name of a person; what they did stays in the trail under their id',
    role: 'license-manager',
    params: z.object({ personId: z.string().min(1).max(longestId) }),
    answers: { 204: { description: 'Deleted. It comes back when they sign in again.' } },
    handle: ({ params: { personId }, change }, ledger) => deleteName(ledger, personId, change),
    reply: noContent,
  }),
]
