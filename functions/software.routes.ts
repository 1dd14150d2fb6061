import * as z from 'zod'
import { created, noContent, type Reply, routesOver, single } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import { AskedStatus, listTitles, titleFields } from '../lib/positions/answers/list-titles.ts'
import type { TitleLedger } from '../lib/positions/answers/open-title.ts'
import {
  agreementFields,
  getSoftware,
  listAgreementsOf,
  listDevicesOf,
  listHistoryOf,
} from '../lib/positions/answers/read-title.ts'
import {
  ClaimingAgreement,
  InstalledOn,
  PositionDay,
  Software,
  SoftwareListItem,
} from '../lib/positions/answers/title.ts'
import { mergeTitle, patchTitle, SoftwareMerge, SoftwarePatch } from '../lib/positions/corrections/correct-title.ts'
import { EntitlementMapping, mapProducts } from '../lib/positions/corrections/map-products.ts'
import { SoftwareSplit, splitTitle } from '../lib/positions/corrections/split-title.ts'
import { TitleKind } from '../lib/recognition/data/recognition.ts'
import { asOf, listed, severalOf, snapshotListOf, sortBy } from './wiring/snapshot-lists.ts'

const route = routesOver<TitleLedger>()
const params = z.object({ titleId: Ulid })
const reader = 'license-reader'
const manager = 'license-manager'

const path = ({ id }: Software): string => `/software/${id}`

/** The title that an id leads to may have another id: it says where it is. */
const located = (title: Software): Reply => {
  const { headers, ...reply } = single(title)
  return { ...reply, headers: { ...headers, 'content-location': path(title) } }
}

export const softwareRoutes = [
  route('GET', '/software', {
    summary: 'List detected software, by publisher and title unless another order is asked for',
    role: reader,
    query: z.object({
      publisher: z
        .string()
        .max(2_000)
        .optional()
        .meta({ description: 'Titles of these publishers only, with commas between their names.' }),
      contains: z
        .string()
        .max(256)
        .optional()
        .meta({ description: 'Text that publisher or title contains, in any case.' }),
      status: severalOf(AskedStatus).optional().meta({
        description:
          'Titles of these statuses only, with commas between; `not-licensable` are free ones and components. `absent` ones are left out unless they are asked for.',
      }),
      kind: severalOf(TitleKind).optional().meta({ description: 'Titles of these kinds only, with commas between.' }),
      familyId: Ulid.optional().meta({ description: 'Titles of this family only, free ones and components too.' }),
      sort: sortBy(titleFields.sorts),
      asOf,
    }),
    paged: true,
    maximumLimit: 1_000,
    answers: {
      200: {
        description: 'A page of titles.',
        schema: snapshotListOf(SoftwareListItem, titleFields),
      },
    },
    handle: ({ query: { sort, asOf, ...filter }, page }, ledger) => listTitles(ledger, filter, { sort, asOf }, page),
    reply: listed,
  }),

  route('GET', '/software/{titleId}', {
    summary: 'Read a software title with its position and all that it adds up from',
    role: reader,
    params,
    query: z.object({ asOf }),
    answers: { 200: { description: 'The title; the one that stays, when it was merged.', schema: Software } },
    handle: ({ params: { titleId }, query }, ledger) => getSoftware(ledger, titleId, query.asOf),
    reply: located,
  }),

  route('GET', '/software/{titleId}/devices', {
    summary: 'List the devices that have a title, with the names and versions that they report now',
    role: reader,
    params,
    query: z.object({ asOf }),
    paged: true,
    answers: { 200: { description: 'A page of devices.', schema: snapshotListOf(InstalledOn, { totals: [] }) } },
    handle: ({ params: { titleId }, query, page }, ledger) => listDevicesOf(ledger, titleId, query.asOf, page),
    reply: listed,
  }),

  route('GET', '/software/{titleId}/agreements', {
    summary: 'List the other agreements for a title, with those that are over or still to come',
    role: reader,
    params,
    query: z.object({ asOf }),
    paged: true,
    answers: {
      200: {
        description: 'A page of agreements.',
        schema: snapshotListOf(ClaimingAgreement, agreementFields),
      },
    },
    handle: ({ params: { titleId }, query, page }, ledger) => listAgreementsOf(ledger, titleId, query.asOf, page),
    reply: listed,
  }),

  route('GET', '/software/{titleId}/history', {
    summary: 'The position of a title day by day, newest first; 400 days are kept',
    role: reader,
    params,
    paged: true,
    answers: { 200: { description: 'A page of days.', schema: snapshotListOf(PositionDay, { totals: [] }) } },
    handle: ({ params: { titleId }, page }, ledger) => listHistoryOf(ledger, titleId, page),
    reply: listed,
  }),

  route('PATCH', '/software/{titleId}', {
    summary: 'Say whether a title needs a license, or leave it to what is known of it again',
    role: manager,
    params,
    body: SoftwarePatch,
    versioned: true,
    answers: { 200: { description: 'The title as changed.', schema: Software } },
    handle: ({ params: { titleId }, body, change, expectedVersions }, ledger) =>
      patchTitle(ledger, titleId, body, change, expectedVersions),
    reply: single,
  }),

  route('PUT', '/software/{titleId}/entitlement-mapping', {
    summary: 'Say which products count for a title beside those that the rules find, and which must not',
    role: manager,
    params,
    body: EntitlementMapping,
    versioned: true,
    answers: { 200: { description: 'The title; quantities follow with the next snapshot.', schema: Software } },
    handle: ({ params: { titleId }, body, change, expectedVersions }, ledger) =>
      mapProducts(ledger, titleId, body, change, expectedVersions),
    reply: single,
  }),

  route('DELETE', '/software/{titleId}/entitlement-mapping', {
    summary: 'Leave it to the rules again which products count for a title',
    role: manager,
    params,
    versioned: true,
    answers: { 204: { description: 'The rules decide.' } },
    handle: ({ params: { titleId }, change, expectedVersions }, ledger) =>
      mapProducts(ledger, titleId, undefined, change, expectedVersions),
    reply: noContent,
  }),

  route('POST', '/software/{titleId}/merge', {
    summary: 'Merge a title into another one. The id of that one stands for both from then on',
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
    reply: (title) => created(path(title), title),
  }),
]
