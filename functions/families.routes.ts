import * as z from 'zod'
import { HistoryEntry } from '../lib/audit/read-trail.ts'
import { listOf, noContent, ok, routesOver, single } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import type { Ledger } from '../lib/foundation/table/ledger.ts'
import {
  deleteDeclaredUse,
  FamilyUse,
  listDeclaredUse,
  NewDeclaredUse,
  putDeclaredUse,
  ShownUse,
} from '../lib/positions/corrections/declared-use.ts'
import {
  getPolicies,
  NewPositionPolicies,
  putPolicies,
  readPoliciesHistory,
  ShownPolicies,
} from '../lib/positions/corrections/position-policies.ts'
import { Metric } from '../lib/recognition/data/recognition.ts'

const route = routesOver<Ledger>()
const params = z.object({ familyId: Ulid })
const reader = 'license-reader'
const manager = 'license-manager'

export const familyRoutes = [
  route('GET', '/position-policies', {
    summary: 'Which rights of licenses count in this ledger',
    role: reader,
    answers: { 200: { description: 'The policies.', schema: ShownPolicies } },
    handle: (_, { table }) => getPolicies(table),
    reply: single,
  }),

  route('PUT', '/position-policies', {
    summary: 'Say which rights of licenses count',
    role: manager,
    body: NewPositionPolicies,
    versioned: true,
    answers: { 200: { description: 'The policies; positions follow with the next snapshot.', schema: ShownPolicies } },
    handle: ({ body, change, expectedVersions }, ledger) => putPolicies(ledger, body, change, expectedVersions),
    reply: single,
  }),

  route('GET', '/position-policies/history', {
    summary: 'Changes of the policies, newest first',
    role: reader,
    paged: true,
    answers: { 200: { description: 'A page of changes.', schema: listOf(HistoryEntry) } },
    handle: ({ page }, { table }) => readPoliciesHistory(table, page),
    reply: ok,
  }),

  route('GET', '/families/{familyId}/declared-use', {
    summary: 'What is declared to be in use of a family, and its changes, newest first',
    role: reader,
    params,
    paged: true,
    answers: { 200: { description: 'What counts now, and a page of changes.', schema: FamilyUse } },
    handle: ({ params: { familyId }, page }, { table }) => listDeclaredUse(table, familyId, page),
    reply: ok,
  }),

  route('PUT', '/families/{familyId}/declared-use', {
    summary: 'Say how many users, servers or others use a family, where nothing measures it',
    role: manager,
    params,
    body: NewDeclaredUse,
    versioned: true,
    answers: {
      200: { description: 'The use as replaced.', schema: ShownUse },
      201: { description: 'The first that is declared in this metric.', schema: ShownUse },
    },
    handle: ({ params: { familyId }, body, change, expectedVersions }, ledger) =>
      putDeclaredUse(ledger, familyId, body, change, expectedVersions),
    reply: ({ use, isNew }) => ({ ...single(use), status: isNew ? 201 : 200 }),
  }),

  route('DELETE', '/families/{familyId}/declared-use', {
    summary: 'Take back what is declared in a metric',
    role: manager,
    params,
    query: z.object({ metric: Metric }),
    versioned: true,
    answers: { 204: { description: 'Taken back.' } },
    handle: ({ params: { familyId }, query: { metric }, change, expectedVersions }, ledger) =>
      deleteDeclaredUse(ledger, familyId, metric, change, expectedVersions),
    reply: noContent,
  }),
]
