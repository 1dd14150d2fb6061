import * as z from 'zod'
import { CatalogPublisher, CatalogTitle, NewTitle } from '../lib/agreements/catalog/catalog.ts'
import { created, routesOver } from '../lib/foundation/http/route.ts'
import type { TitleLedger } from '../lib/positions/answers/open-title.ts'
import { namesShown, searchPublishers, searchTitles } from '../lib/positions/answers/search-catalog.ts'
import { Software } from '../lib/positions/answers/title.ts'
import { addCatalogTitle } from '../lib/positions/corrections/add-catalog-title.ts'
import { basisShape } from '../lib/positions/snapshot/snapshot-reader.ts'
import { listed } from './wiring/snapshot-lists.ts'

const route = routesOver<TitleLedger>()
const reader = 'license-reader'

const contains = z
  .string()
  .max(256)
  .optional()
  .meta({
    description: `Text that the name contains, in any case. At most ${namesShown} are answered: names that begin with it first, then by name.`,
  })

const foundOf = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), ...basisShape })

export const catalogRoutes = [
  route('GET', '/catalog/publishers', {
    summary: 'Find publishers of the software asset catalog as their name is typed',
    role: reader,
    query: z.object({ contains }),
    answers: { 200: { description: 'Publishers.', schema: foundOf(CatalogPublisher) } },
    handle: ({ query }, { snapshots }) => searchPublishers(snapshots, query.contains),
    reply: listed,
  }),

  route('GET', '/catalog/titles', {
    summary: 'Find titles of a publisher as their name is typed',
    role: reader,
    query: z.object({
      publisher: z.string().min(1).max(256).meta({ description: 'Name of the publisher, in any case.' }),
      contains,
    }),
    answers: { 200: { description: 'Titles.', schema: foundOf(CatalogTitle) } },
    handle: ({ query }, { snapshots }) => searchTitles(snapshots, query),
    reply: listed,
  }),

  route('POST', '/catalog/titles', {
    summary: 'Add a title to the software asset catalog',
    role: 'license-manager',
    body: NewTitle,
    answers: {
      201: { description: 'The title as it stands in the catalog: as a report of it is shown.', schema: Software },
    },
    handle: ({ body, change }, ledger) => addCatalogTitle(ledger, body, change),
    reply: (title) => created(`/software/${title.id}`, title),
  }),
]
