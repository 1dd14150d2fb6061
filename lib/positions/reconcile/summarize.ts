import { addDays } from '../../foundation/calendar/day.ts'
import { nameKey } from '../../foundation/text/name.ts'
import type { Summary } from '../snapshot/manifest.ts'
import type { Position } from './count-positions.ts'
import type { AgreementFact, PairFact } from './read-facts.ts'
import type { ResolvedTitle } from './resolve-titles.ts'

const listed = 10
/** Days that are looked ahead for ends: spec "Routes", overview. */
const daysAhead = 90

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Other agreements that end soon, by their last day, then by name. */
export const expiringAgreements = (
  agreements: readonly AgreementFact[],
  day: string,
): Summary['expiringAgreements'] => {
  const last = addDays(day, daysAhead)
  return agreements
    .flatMap(({ id, name, product, endDate }) =>
      product && endDate !== undefined && day <= endDate && endDate <= last ? [{ id, name, endDate }] : [],
    )
    .sort(
      (one, other) =>
        compare(one.endDate, other.endDate) ||
        compare(nameKey(one.name), nameKey(other.name)) ||
        compare(one.id, other.id),
    )
    .slice(0, listed)
}

/** Titles that lack most licenses. Those that have some come first. */
export const largestShortfalls = (
  titles: readonly ResolvedTitle[],
  positions: readonly Position[],
): Summary['shortfalls'] =>
  positions
    .flatMap(({ status, installed, entitled }, number) => {
      const title = titles[number]
      if (!title || (status !== 'short' && status !== 'no-entitlement')) return []
      const { id: titleId, publisher } = title
      return [{ titleId, publisher, title: title.title, entitled, installed, difference: entitled - installed, status }]
    })
    .sort(
      (one, other) =>
        (one.status === other.status ? 0 : one.status === 'short' ? -1 : 1) ||
        one.difference - other.difference ||
        compare(one.titleId, other.titleId),
    )
    .slice(0, listed)

export const countPairs = (pairs: readonly PairFact[]): Summary['pairs'] => {
  const counts = { pending: 0, valid: 0, expired: 0, notFound: 0 }
  for (const { status } of pairs) counts[status === 'not-found' ? 'notFound' : status] += 1
  return counts
}
