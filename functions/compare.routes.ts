import * as z from 'zod'
import { listOf, ok, routesOver } from '../lib/foundation/http/route.ts'
import { Ulid } from '../lib/foundation/table/ids.ts'
import { comparisonShape, FamilyChange } from '../lib/positions/changes/change.ts'
import { compareFamily, listChanges } from '../lib/positions/changes/compare-days.ts'
import type { ComparisonShelf } from '../lib/positions/changes/comparison.ts'

const route = routesOver<ComparisonShelf>()
const reader = 'license-reader'

const query = z.object({
  from: z.iso.date().meta({ description: 'A day in the time zone of the ledger, with whose end is compared.' }),
  to: z.iso.date().optional().meta({ description: 'The later day; today without it.' }),
})

export const compareRoutes = [
  route('GET', '/families/{familyId}/compare', {
    summary: 'What changed in a family between two days, and which facts made it change',
    role: reader,
    params: z.object({ familyId: Ulid }),
    query,
    answers: {
      200: {
        description: 'The family, before and after.',
        schema: z.strictObject({ ...comparisonShape, items: z.array(FamilyChange) }).meta({ id: 'FamilyComparison' }),
      },
    },
    handle: ({ params: { familyId }, query }, shelf) => compareFamily(shelf, familyId, query),
    reply: ok,
  }),

  route('GET', '/changes', {
    summary: 'What changed between two days, the largest change of shortfall first, and which facts made it change',
    role: reader,
    query,
    paged: true,
    answers: {
      200: {
        description: 'A page of families, and of titles that were never seen before.',
        schema: listOf(FamilyChange).extend({ ...comparisonShape, count: z.int() }),
      },
    },
    handle: ({ query, page }, shelf) => listChanges(shelf, query, page),
    reply: ok,
  }),
]
