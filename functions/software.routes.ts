import * as z from 'zod'
import { listOf } from '../lib/http/lists.ts'
import { created, ok, routesOver, single } from '../lib/http/route.ts'
import { listInstalled } from '../lib/inventory/list-installed.ts'
import type { AnnouncingLedger } from '../lib/ledger.ts'
import { mergeTitle, patchTitle } from '../lib/software/correct-title.ts'
import { listSoftware } from '../lib/software/list-software.ts'
import { getSoftware } from '../lib/software/show-software.ts'
import {
  InstalledOn,
  Software,
  SoftwareListItem,
  SoftwareMerge,
  SoftwarePatch,
  SoftwareSplit,
  TitleId,
} from '../lib/software/software.ts'
import { splitTitle } from '../lib/software/split-title.ts'
import { Presence } from '../lib/software/title-store.ts'

const route = routesOver<AnnouncingLedger>()
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
      status: Presence.optional().meta({
        description:
          '`installed`: licensable and installed; `absent`: licensable and installed nowhere, left out unless asked for; `not-licensable`.',
      }),
    }),
    paged: true,
    answers: { 200: { description: 'A page of titles.', schema: listOf(SoftwareListItem) } },
    handle: ({ query: { status: presence, ...filter }, page }, { table }) =>
      listSoftware(table, { ...filter, presence }, page),
    reply: ok,
  }),

  route('GET', '/software/{titleId}', {
    summary: 'Read a software title with the names under which devices report it',
    role: reader,
    params,
    answers: { 200: { description: 'The title.', schema: Software } },
    handle: ({ params: { titleId } }, { table }) => getSoftware(table, titleId),
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
