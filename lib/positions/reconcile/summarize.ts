import { addDays } from '../../foundation/calendar/day.ts'
import { ascendingByAll } from '../../foundation/collections.ts'
import { nameKey } from '../../foundation/text/name.ts'
import type { Summary } from '../snapshot/manifest.ts'
import type { Position } from './count-positions.ts'
import type { AgreementFact, PairFact } from './read-facts.ts'

const listed = 10
/** Days that are looked ahead for ends. */
const daysAhead = 90

export const expiringAgreements = (
  agreements: readonly AgreementFact[],
  day: string,
): Summary['expiringAgreements'] => {
  const last = addDays(day, daysAhead)
  return agreements
    .flatMap(({ id, name, product, endDate }) =>
      product && endDate !== undefined && day <= endDate && endDate <= last ? [{ id, name, endDate }] : [],
    )
    .sort(ascendingByAll(({ id, name, endDate }) => [endDate, nameKey(name), id]))
    .slice(0, listed)
}

/** Titles that lack most licenses. Those that have some come first. */
export const largestShortfalls = (positions: readonly Position[]): Summary['shortfalls'] =>
  positions
    .flatMap(({ id: titleId, publisher, title, status, installed, entitled }) =>
      status === 'short' || status === 'no-entitlement'
        ? [{ titleId, publisher, title, entitled, installed, difference: entitled - installed, status }]
        : [],
    )
    .sort(ascendingByAll(({ status, difference, titleId }) => [status === 'short' ? 0 : 1, difference, titleId]))
    .slice(0, listed)

export const countPairs = (pairs: readonly PairFact[]): Summary['pairs'] => {
  const counts = { pending: 0, valid: 0, expired: 0, notFound: 0 }
  for (const { status } of pairs) counts[status === 'not-found' ? 'notFound' : status] += 1
  return counts
}
