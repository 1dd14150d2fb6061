import { ascendingByAll } from '../../foundation/collections.ts'
import { FamilyStatus } from '../families/measure-family.ts'
import { type FamilyCounts, noFamilies, type Summary } from '../snapshot/manifest.ts'
import type { Row } from '../snapshot/tables.ts'
import type { PairFact } from './read-pairs.ts'

const listed = 10
const countsOf: Readonly<Record<FamilyStatus, keyof FamilyCounts>> = {
  'under-licensed': 'underLicensed',
  unlicensed: 'unlicensed',
  'needs-data': 'needsData',
  licensed: 'licensed',
  unused: 'unused',
  'not-measured': 'notMeasured',
}

type Figures = 'metric' | 'owned' | 'unlimited' | 'required' | 'shortfall' | 'surplus' | 'status'

/** Counts families, and picks those that lack most, the ones that some license may run first, and those that have most left. */
export const summarizeFamilies = (
  rows: readonly Pick<Row<'families'>, 'id' | 'publisher' | 'name' | Figures>[],
): Summary['families'] => {
  const counts = { ...noFamilies.counts }
  const families = rows.map((row) => {
    const { id: familyId, publisher, name, metric, owned, unlimited, required, shortfall, surplus } = row
    const status = FamilyStatus.parse(row.status)
    counts[countsOf[status]] += 1
    return { familyId, publisher, name, metric, owned, unlimited, required, shortfall, surplus, status }
  })
  const lacking = families
    .filter(({ shortfall }) => shortfall > 0)
    .sort(ascendingByAll(({ status, shortfall, familyId }) => [status === 'unlicensed' ? 1 : 0, -shortfall, familyId]))
  const spare = families
    .filter(({ surplus }) => surplus > 0)
    .sort(ascendingByAll(({ surplus, familyId }) => [-surplus, familyId]))
  return { counts, shortfalls: lacking.slice(0, listed), surpluses: spare.slice(0, listed) }
}

export const countPairs = (pairs: readonly PairFact[]): Summary['pairs'] => {
  const counts = { pending: 0, valid: 0, expired: 0, notFound: 0 }
  for (const { status } of pairs) counts[status === 'not-found' ? 'notFound' : status] += 1
  return counts
}
