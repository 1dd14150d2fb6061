import * as z from 'zod'
import { listOf } from '../lib/http/lists.ts'
import { created, noContent, ok, routesOver, single } from '../lib/http/route.ts'
import { listInstalled } from '../lib/inventory/list-installed.ts'
import { listClaims } from '../lib/positions/explain-position.ts'
import { mapProducts } from '../lib/positions/map-products.ts'
import { readHistory } from '../lib/positions/read-history.ts'
import { mergeTitle, patchTitle } from '../lib/software/correct-title.ts'
import { getSoftware } from '../lib/software/get-software.ts'
import { listSoftware } from '../lib/software/list-software.ts'
import {
  ClaimingAgreement,
  EntitlementMapping,
  InstalledOn,
  PositionDay,
  Software,
  SoftwareListItem,
  SoftwareMerge,
  SoftwarePatch,
  SoftwareSplit,
  TitleId,
} from '../lib/software/software.ts'
import type { SoftwareLedger } from '../lib/software/software-ledger.ts'
import { splitTitle } from '../lib/software/split-title.ts'
import { PositionStatus } from '../lib/software/title-store.ts'

const route = routesOver<SoftwareLedger>()
const params = z.object({ titleId: TitleId })
const reader = 'license-reader'
const manager = 'license-manager'

export const softwareRoutes = [
  route('GET', '/software', {
    summary: 'List detected software by publisher and title',
    role: reader,
    query: z.object({
      publisher: z.string().max(256).optional().meta({ description: 'Titles of this publisher only.' }),
      contains: z
        .string()
        .max(256)
        .optional()
        .meta({ description: 'Text that publisher or title contains, in any case.' }),
      status: PositionStatus.optional().meta({
        description: 'Titles of this status only; `absent` ones are left out unless they are asked for.',
      }),
    }),
    paged: true,
    answers: { 200: { description: 'A page of titles.', schema: listOf(SoftwareListItem) } },
    handle: ({ query, page }, ledger) => listSoftware(ledger, query, page),
    reply: ok,
  }),

  route('GET', '/software/{titleId}', {
    summary: 'Read a software title with its position and all that this is counted from',
    role: reader,
    params,
    answers: { 200: { description: 'The title.', schema: Software } },
    handle: ({ params: { titleId } }, ledger) => getSoftware(ledger, titleId),
    reply: single,
  }),

  route('GET', '/software/{titleId}/devices', {
    summary: 'List the devices that have a title, with names and versions',
    role: reader,
    params,
    paged: true,
    answers: { 200: { description: 'A page of devices.', schema: listOf(InstalledOn) } },
    handle: ({ params: { titleId }, page }, { table }) => listInstalled(table, titleId, page),
    reply: ok,
  }),

  route('GET', '/software/{titleId}/agreements', {
    summary: 'List the other agreements that are for a title, also those whose term is over or to come',
    role: reader,
    params,
    paged: true,
    answers: { 200: { description: 'A page of agreements.', schema: listOf(ClaimingAgreement) } },
    handle: ({ params: { titleId }, page }, ledger) => listClaims(ledger, titleId, page),
    reply: ok,
  }),

  route('GET', '/software/{titleId}/history', {
    summary: 'The position of a title day by day, newest first; 400 days are kept',
    role: reader,
    params,
    paged: true,
    answers: { 200: { description: 'A page of days.', schema: listOf(PositionDay) } },
    handle: ({ params: { titleId }, page }, ledger) => readHistory(ledger, titleId, page),
    reply: ok,
  }),

  route('PATCH', '/software/{titleId}', {
    summary: 'Say whether a title needs a license',
    role: manager,
    params,
    body: SoftwarePatch,
    versioned: true,
    answers: { 200: { description: 'The title as changed.', schema: Software } },
    handle: ({ params: { titleId }, body, change, expectedVersion }, ledger) =>
      patchTitle(ledger, titleId, body, change, expectedVersion),
    reply: single,
  }),

  route('PUT', '/software/{titleId}/entitlement-mapping', {
    summary: 'Say which products count for a title, and no others',
    role: manager,
    params,
    body: EntitlementMapping,
    versioned: true,
    answers: { 200: { description: 'The title; what it is entitled to follows within seconds.', schema: Software } },
    handle: ({ params: { titleId }, body, change, expectedVersion }, ledger) =>
      mapProducts(ledger, titleId, body.products, change, expectedVersion),
    reply: single,
  }),

  route('DELETE', '/software/{titleId}/entitlement-mapping', {
    summary: 'Leave it to the rules again which products count for a title',
    role: manager,
    params,
    versioned: true,
    answers: { 204: { description: 'The rules decide.' } },
    handle: ({ params: { titleId }, change, expectedVersion }, ledger) =>
      mapProducts(ledger, titleId, undefined, change, expectedVersion),
    reply: noContent,
  }),

  route('POST', '/software/{titleId}/merge', {
    summary: 'Merge a title into another one; its names move within seconds',
    role: manager,
    params,
    body: SoftwareMerge,
    answers: { 200: { description: 'The title that stays.', schema: Software } },
    handle: ({ params: { titleId }, body, change }, ledger) => mergeTitle(ledger, titleId, body.into, change),
    reply: single,
  }),

  route('POST', '/software/{titleId}/split', {
    summary: 'Make some names of a title a title of their own',
    role: manager,
    params,
    body: SoftwareSplit,
    answers: { 201: { description: 'The new title.', schema: Software } },
    handle: ({ params: { titleId }, body, change }, ledger) => splitTitle(ledger, titleId, body, change),
    reply: (title) => created(`/software/${title.id}`, title),
  }),
]
