import { sumEntitlements } from '../../agreements/records/entitlement.ts'
import { pairKey } from '../../agreements/records/pair.ts'
import type { StoredPair } from '../../agreements/records/stored-pair.ts'
import { derivedId } from '../../foundation/table/ids.ts'
import { type NamedProduct, productKey } from '../../recognition/products/product-key.ts'
import { type EntitlementSource, rowKey, type StoredEntitlement } from './entitlement.ts'
import type { NotCounted } from './entitlement-row.ts'
import { licenseKey } from './statement-rows.ts'

/** What deciding needs to know of a pair: that it has its License ID, and what its own answer says. */
export type AnsweringPair = Pick<
  StoredPair,
  'agreementNumber' | 'licenseNumber' | 'agreementId' | 'status' | 'entitlements' | 'reportedAt'
>

/** All facts that decide which rows count. */
export interface ReportedFacts {
  pairs: readonly AnsweringPair[]
  /** Rows of license statements. */
  statements: readonly StoredEntitlement[]
}

/** A row of what VLSC or a license statement reports. */
type ReportedRow = Pick<
  StoredEntitlement,
  | 'productPool'
  | 'productFamily'
  | 'version'
  | 'type'
  | 'effectiveQuantity'
  | 'activeSoftwareAssuranceQuantity'
  | 'upgradeQuantity'
  | 'licenseId'
  | 'importId'
> & {
  source: EntitlementSource
  /** Since when it is reported so, ISO 8601 UTC. */
  at: string
}

/** A row with all that is decided about it. */
export interface DecidedRow {
  /** Follows from who reports it and what it names. */
  id: string
  row: ReportedRow
  /** The pair whose answer it is. */
  pair: AnsweringPair | undefined
  productKey: string
  /** Why it does not count; undefined when it does. */
  notCounted: NotCounted | undefined
}

/** The facts as they are looked up, so that no row is compared with all others. */
interface Known {
  keyOf: (product: NamedProduct) => string
  /** Products that the pairs with a License ID report themselves; no entry when no pair has it. */
  answered: ReadonlyMap<string, ReadonlySet<string>>
  /** Products that pairs report themselves. */
  reported: ReadonlySet<string>
  /** By License ID and product: when each layout was said last. */
  said: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** Products are named in few ways and by many rows. */
const keysOfProducts = () => {
  const known = new Map<string, string>()
  return (product: NamedProduct): string => {
    const name = `${product.productFamily}\n${product.version}`
    const key = known.get(name) ?? productKey(product)
    known.set(name, key)
    return key
  }
}

const know = ({ pairs, statements }: ReportedFacts): Known => {
  const keyOf = keysOfProducts()
  const answered = new Map<string, Set<string>>()
  const reported = new Set<string>()
  for (const { licenseNumber, entitlements } of pairs) {
    const license = licenseNumber.toUpperCase()
    const products = answered.get(license) ?? new Set<string>()
    answered.set(license, products)
    for (const entitlement of entitlements) {
      products.add(keyOf(entitlement))
      reported.add(keyOf(entitlement))
    }
  }
  const said = new Map<string, Map<string, string>>()
  for (const row of statements) {
    const place = placeOf(row, keyOf)
    const times = said.get(place) ?? new Map<string, string>()
    said.set(place, times)
    const before = times.get(row.source)
    if (before === undefined || before < row.at) times.set(row.source, row.at)
  }
  return { keyOf, answered, reported, said }
}

const placeOf = (row: StoredEntitlement, keyOf: Known['keyOf']): string => `${licenseKey(row.licenseId)}\n${keyOf(row)}`

/** A newer file of the other layout speaks of the same product, for the same License ID or for the organization too. */
const isOvertaken = (row: StoredEntitlement, { said, keyOf }: Known): boolean =>
  [...(said.get(placeOf(row, keyOf)) ?? [])].some(
    ([source, at]) => source !== row.source && (at > row.at || (at === row.at && source > row.source)),
  )

const ofLicense = (row: StoredEntitlement, known: Known): NotCounted | undefined => {
  const answers = known.answered.get(licenseKey(row.licenseId))
  if (!answers) return 'no-such-pair'
  if (answers.has(known.keyOf(row))) return 'pair-answers-itself'
  return isOvertaken(row, known) ? 'newer-file' : undefined
}

/** @param ofPairs products that count for pairs, by their own answers or by a file */
const ofOrganization = (row: StoredEntitlement, known: Known, ofPairs: ReadonlySet<string>): NotCounted | undefined => {
  if (ofPairs.has(known.keyOf(row))) return 'pairs-report-product'
  return isOvertaken(row, known) ? 'newer-file' : undefined
}

/**
 * Why each row of license statements does not count; undefined where it does. What a pair's own answer says wins over
 * files, a row for the whole organization counts only where no pair reports its product, and of two layouts the newer
 * file counts: never both.
 */
const whyNotCounted = (statements: readonly StoredEntitlement[], known: Known): (NotCounted | undefined)[] => {
  const ofLicenses = statements.map((row) => (row.licenseId === undefined ? undefined : ofLicense(row, known)))
  const ofPairs = new Set(known.reported)
  for (const [index, row] of statements.entries())
    if (row.licenseId !== undefined && ofLicenses[index] === undefined) ofPairs.add(known.keyOf(row))
  return statements.map((row, index) =>
    row.licenseId === undefined ? ofOrganization(row, known, ofPairs) : ofLicenses[index],
  )
}

const rowsOfPair = (pair: AnsweringPair, { keyOf }: Known): DecidedRow[] =>
  sumEntitlements(pair.entitlements).map((entitlement) => ({
    id: derivedId(`ENTITLEMENTS#PAIR#${pairKey(pair)}`, rowKey(entitlement)),
    row: { ...entitlement, source: 'vlsc', at: pair.reportedAt ?? '' },
    pair,
    productKey: keyOf(entitlement),
    notCounted: undefined,
  }))

/** Within a product: answers of pairs, then rows for a License ID, then those for the whole organization. */
const orderOf = ({ row, pair }: DecidedRow): string => {
  if (pair) return `0${pairKey(pair)}\n`
  return `${row.licenseId === undefined ? 2 : 1}${licenseKey(row.licenseId)}#${row.source}\n`
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/**
 * What VLSC and license statements report, row by row: by product, and in the order in which lists show the rows of one
 * product. Every row of every source is there, with whether it counts.
 */
export const decideRows = (facts: ReportedFacts): DecidedRow[] => {
  const known = know(facts)
  const reasons = whyNotCounted(facts.statements, known)
  const rows = [
    ...facts.pairs.flatMap((pair) => rowsOfPair(pair, known)),
    ...facts.statements.map(
      (row, index): DecidedRow => ({
        id: derivedId(row.pk, row.sk),
        row,
        pair: undefined,
        productKey: known.keyOf(row),
        notCounted: reasons[index],
      }),
    ),
  ]
  return [...Map.groupBy(rows, (row) => row.productKey)]
    .sort(([one], [other]) => byText(one, other))
    .flatMap(([, ofProduct]) =>
      ofProduct
        .map((row): [string, DecidedRow] => [`${orderOf(row)}${row.id}`, row])
        .sort(([one], [other]) => byText(one, other))
        .map(([, row]) => row),
    )
}
