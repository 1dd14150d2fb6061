import { licenseKey } from '../../entitlements/rows/statement-rows.ts'
import { ascendingBy, ascendingByAll } from '../../foundation/collections.ts'
import { microsoft } from '../../recognition/data/recognition.ts'
import { readLicense } from '../../recognition/products/read-license.ts'
import type { Right } from '../../recognition/rights/rights.ts'
import type { FamilyName } from '../families/families.ts'
import {
  type AgreementLicense,
  type License,
  type LicenseTerms,
  licensesOfAgreements,
  licensesOfRows,
  type ReadProduct,
  type ReportedRow,
} from '../families/read-licenses.ts'
import type { Row } from '../snapshot/tables.ts'
import type { ProductMatch, ProductSum } from './match-products.ts'
import type { Facts } from './read-facts.ts'
import type { ResolvedTitle, ResolvedTitles } from './resolve-titles.ts'

/** What the terms of licenses depend on. */
const termsOf = ({ agreements, pairs }: Pick<Facts, 'agreements' | 'pairs'>): LicenseTerms => {
  const none: readonly Right[] = []
  const restrictions = new Map(agreements.flatMap(({ id, restrictions: own }) => (own ? [[id, own] as const] : [])))
  const named = pairs.map((pair) => ({
    agreementId: pair.agreementId,
    endDate: pair.endDate,
    license: licenseKey(pair.licenseNumber),
    key: `${licenseKey(pair.agreementNumber)}#${licenseKey(pair.licenseNumber)}`,
  }))
  const byPair = new Map(named.map((pair) => [pair.key, pair]))
  // Of pairs with one license number, the one that ends last.
  const byLicense = new Map(
    named.toSorted(ascendingBy(({ endDate = '' }) => endDate)).map((pair) => [pair.license, pair]),
  )
  return {
    restrictionsOf: (agreementId) => restrictions.get(agreementId ?? '') ?? none,
    endOf: ({ agreementNumber, licenseNumber, licenseId }) =>
      agreementNumber === undefined
        ? byLicense.get(licenseKey(licenseId))
        : byPair.get(`${licenseKey(agreementNumber)}#${licenseKey(licenseNumber)}`),
  }
}

/** Families into which mappings move titles: that of the first product whose name is known. */
const movedBy = ({ mappings, titles }: ResolvedTitles): Map<number, FamilyName> => {
  const moved = new Map<number, FamilyName>()
  for (const [title, own] of Map.groupBy(mappings, (mapping) => mapping.title)) {
    const read = own
      .flatMap(({ products }) => products)
      .sort(ascendingByAll(({ rank, at }) => [rank, at]))
      .flatMap((product) => readLicense(product).product ?? [])
    const [product] = read
    const { publisher, product: known } = titles[title] ?? {}
    const isOwn = read.some(({ family }) => publisher === microsoft && family === known?.family)
    if (product && !isOwn) moved.set(title, { publisher: microsoft, family: product.family })
  }
  return moved
}

/** What licenses are read from. */
interface Bought {
  resolved: ResolvedTitles
  /** Titles, of the kinds that agreements and licenses make of them. */
  kinds: readonly ResolvedTitle[]
  products: readonly ProductSum[]
  matches: readonly ProductMatch[]
  reported: readonly ReportedRow[]
  agreements: readonly Row<'agreements'>[]
}

/** All licenses of a ledger, each with its family and its terms; and the families into which mappings move titles. */
export const collectLicenses = (
  facts: Pick<Facts, 'agreements' | 'pairs'>,
  { resolved, kinds, products, matches, reported, agreements }: Bought,
): { licenses: License[]; moved: ReadonlyMap<number, FamilyName> } => {
  const moved = movedBy(resolved)
  const familyOf = (title: number): FamilyName | undefined => {
    const known = kinds[title]
    return known && (moved.get(title) ?? { publisher: known.publisher, family: known.product?.family ?? known.title })
  }
  const terms = termsOf(facts)
  const read = matches.map((match, index): ReadProduct => ({ ...match, id: products[index]?.id ?? '' }))
  const ofAgreements = agreements.flatMap(({ title, counted: isCounted, ...agreement }): AgreementLicense[] => {
    const family = title === undefined ? undefined : familyOf(title)
    const known = kinds[title ?? -1]
    if (title === undefined || !family || !known) return []
    const { publisher, kind, product } = known
    const { id, name, licenseCount, startDate, endDate } = agreement
    return [{ id, name, title, family, publisher, kind, product, licenseCount, isCounted, startDate, endDate }]
  })
  const licenses = [...licensesOfRows(reported, read, terms, familyOf), ...licensesOfAgreements(ofAgreements, terms)]
  return { licenses, moved }
}
