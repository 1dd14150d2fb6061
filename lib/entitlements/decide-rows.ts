import type { StoredPair } from '../agreements/stored-pair.ts'
import type { StoredEntitlement } from './entitlement.ts'
import type { NotCounted } from './entitlement-row.ts'
import { productKey } from './product-key.ts'

/** Everything that decides which rows of some products count. */
export interface Known {
  /** Rows of statements, all of the products in question. */
  statements: readonly StoredEntitlement[]
  /** Products that pairs' own answers report. */
  reported: ReadonlySet<string>
  /** Pairs by License ID, upper case. */
  holders: ReadonlyMap<string, readonly StoredPair[]>
}

export const licenseKey = ({ licenseId = '' }: Pick<StoredEntitlement, 'licenseId'>): string => licenseId.toUpperCase()

const isNewer = (one: StoredEntitlement, other: StoredEntitlement): boolean =>
  one.at > other.at || (one.at === other.at && one.source > other.source)

/** A file of the other layout speaks of the same product, for the same License ID or the organization too. */
const isOvertaken = (row: StoredEntitlement, { statements }: Known): boolean =>
  statements.some(
    (other) =>
      other.source !== row.source &&
      licenseKey(other) === licenseKey(row) &&
      productKey(other) === productKey(row) &&
      isNewer(other, row),
  )

const ofLicense = (row: StoredEntitlement, known: Known): NotCounted | undefined => {
  const holders = known.holders.get(licenseKey(row)) ?? []
  if (holders.length === 0) return 'no-such-pair'
  const answers = holders.flatMap(({ entitlements }) => entitlements)
  if (answers.some((answer) => productKey(answer) === productKey(row))) return 'pair-answers-itself'
  return isOvertaken(row, known) ? 'newer-file' : undefined
}

const ofOrganization = (row: StoredEntitlement, known: Known): NotCounted | undefined => {
  const key = productKey(row)
  const byLicense = known.statements.filter((other) => other.licenseId !== undefined && productKey(other) === key)
  if (known.reported.has(key) || byLicense.some((other) => ofLicense(other, known) === undefined))
    return 'pairs-report-product'
  return isOvertaken(row, known) ? 'newer-file' : undefined
}

/**
 * Why a row does not count; undefined when it does. What a pair's own answer says wins over files, a row for the whole
 * organization counts only where no pair reports its product, and of two layouts the newer file counts: never both.
 */
export const whyNotCounted = (row: StoredEntitlement, known: Known): NotCounted | undefined => {
  if (row.source === 'vlsc') return undefined
  return row.licenseId === undefined ? ofOrganization(row, known) : ofLicense(row, known)
}
