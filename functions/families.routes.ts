import * as z from 'zod'
import { HistoryEntry } from '../lib/audit/read-trail.ts'
import { listOf, noContent, ok, routesOver, single } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import type { Ledger } from '../lib/foundation/table/ledger.ts'
import {
  FamilyCombination,
  FamilyCoverage,
  FamilyDay,
  FamilyDetail,
  FamilyDevice,
  FamilyEntitlement,
  FamilyItem,
  MachineStatus,
} from '../lib/positions/answers/family.ts'
import { FamilyHas, familyFields, listFamilies } from '../lib/positions/answers/list-families.ts'
import { listDevicesOfFamily } from '../lib/positions/answers/list-family-devices.ts'
import {
  getFamily,
  listCombinationsOf,
  listCoverageOf,
  listEntitlementsOf,
  listFamilyHistory,
} from '../lib/positions/answers/read-family.ts'
import { readTrend, Trend } from '../lib/positions/answers/read-trend.ts'
import type { AnswerShelf } from '../lib/positions/answers/title-rows.ts'
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
import { FamilyStatus } from '../lib/positions/families/measure-family.ts'
import { daysKept } from '../lib/positions/snapshot/pointers.ts'
import { Metric } from '../lib/recognition/data/recognition.ts'
import { asOf, listed, severalOf, snapshotListOf, sortBy } from './wiring/snapshot-lists.ts'

const route = routesOver<Ledger & AnswerShelf>()
const params = z.object({ familyId: Ulid })
const reader = 'license-reader'
const manager = 'license-manager'

const noTotals = { totals: [] }

export const familyRoutes = [
  route('GET', '/families', {
    summary: 'List product families with their positions, by publisher and name unless another order is asked for',
    role: reader,
    query: z.object({
      publisher: z
        .string()
        .max(2_000)
        .optional()
        .meta({ description: 'Families of these publishers only, with commas between their names.' }),
      contains: z
        .string()
        .max(256)
        .optional()
        .meta({ description: 'Text that publisher or name contains, in any case.' }),
      status: severalOf(FamilyStatus)
        .optional()
        .meta({ description: 'Families of these statuses only, with commas between.' }),
      metric: severalOf(Metric)
        .optional()
        .meta({ description: 'Families that are counted in these units only, with commas between.' }),
      agreementId: Ulid.optional().meta({ description: 'Families in which this agreement has licenses.' }),
      has: severalOf(FamilyHas)
        .optional()
        .meta({ description: 'Families that have some of these only, with commas between, whatever their status.' }),
      sort: sortBy(familyFields.sorts),
      asOf,
    }),
    paged: true,
    maximumLimit: 1_000,
    answers: { 200: { description: 'A page of families.', schema: snapshotListOf(FamilyItem, familyFields) } },
    handle: ({ query: { sort, asOf, ...filter }, page }, ledger) => listFamilies(ledger, filter, { sort, asOf }, page),
    reply: listed,
  }),

  route('GET', '/families/{familyId}', {
    summary: 'Read a product family with its position and all that it adds up from',
    role: reader,
    params,
    query: z.object({ asOf }),
    answers: { 200: { description: 'The family.', schema: FamilyDetail } },
    handle: ({ params: { familyId }, query }, ledger) => getFamily(ledger, familyId, query.asOf),
    reply: ok,
  }),

  route('GET', '/families/{familyId}/entitlements', {
    summary: 'List the licenses of a family, with how many of them are in use',
    role: reader,
    params,
    query: z.object({ asOf }),
    paged: true,
    maximumLimit: 1_000,
    answers: { 200: { description: 'A page of licenses.', schema: snapshotListOf(FamilyEntitlement, noTotals) } },
    handle: ({ params: { familyId }, query, page }, ledger) => listEntitlementsOf(ledger, familyId, query.asOf, page),
    reply: listed,
  }),

  route('GET', '/families/{familyId}/combinations', {
    summary: 'List what machines require together in a family',
    role: reader,
    params,
    query: z.object({ asOf }),
    paged: true,
    maximumLimit: 1_000,
    answers: { 200: { description: 'A page of combinations.', schema: snapshotListOf(FamilyCombination, noTotals) } },
    handle: ({ params: { familyId }, query, page }, ledger) => listCombinationsOf(ledger, familyId, query.asOf, page),
    reply: listed,
  }),

  route('GET', '/families/{familyId}/coverage', {
    summary: 'List which licenses meet which requirements of a family, by which rights',
    role: reader,
    params,
    query: z.object({ asOf }),
    paged: true,
    maximumLimit: 1_000,
    answers: { 200: { description: 'A page of coverage.', schema: snapshotListOf(FamilyCoverage, noTotals) } },
    handle: ({ params: { familyId }, query, page }, ledger) => listCoverageOf(ledger, familyId, query.asOf, page),
    reply: listed,
  }),

  route('GET', '/families/{familyId}/devices', {
    summary: 'List the machines that require licenses of a family, with what each has and whether that is covered',
    role: reader,
    params,
    query: z.object({
      status: MachineStatus.optional().meta({ description: 'Machines of this status only.' }),
      asOf,
    }),
    paged: true,
    answers: { 200: { description: 'A page of machines.', schema: snapshotListOf(FamilyDevice, noTotals) } },
    handle: ({ params: { familyId }, query: { status, asOf }, page }, ledger) =>
      listDevicesOfFamily(ledger, familyId, { status, asOf, page }),
    reply: listed,
  }),

  route('GET', '/families/{familyId}/history', {
    summary: 'The position of a family day by day, newest first; 400 days are kept',
    role: reader,
    params,
    paged: true,
    answers: { 200: { description: 'A page of days.', schema: snapshotListOf(FamilyDay, noTotals) } },
    handle: ({ params: { familyId }, page }, ledger) => listFamilyHistory(ledger, familyId, page),
    reply: listed,
  }),

  route('GET', '/trend', {
    summary: 'Positions of all families together, by metric, day by day, newest first',
    role: reader,
    query: z.object({
      days: z.coerce
        .number()
        .int()
        .min(1)
        .max(daysKept)
        .default(90)
        .meta({ description: 'The last so many, with today.' }),
    }),
    answers: { 200: { description: 'The days.', schema: Trend } },
    handle: ({ query: { days } }, ledger) => readTrend(ledger, days),
    reply: ok,
  }),

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
