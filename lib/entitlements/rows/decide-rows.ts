import { sumEntitlements } from '../../agreements/records/entitlement.ts'
import { pairKey } from '../../agreements/records/pair.ts'
import type { StoredPair } from '../../agreements/records/stored-pair.ts'
import { remembered } from '../../foundation/collections.ts'
import { derivedId } from '../../foundation/table/ids.ts'
import { type NamedProduct, productKey } from '../../recognition/products/product-key.ts'
import type { EntitlementSource, NotCounted } from './entitlement-row.ts'
import { licenseKey, rowKey, type StatementRow, type StoredEntitlement, VolumeLayout } from './statement-rows.ts'

export type AnsweringPair = Pick<
  StoredPair,
  'agreementNumber' | 'licenseNumber' | 'agreementId' | 'status' | 'entitlements' | 'reportedAt'
>

export interface ReportedFacts {
  pairs: readonly AnsweringPair[]
  statements: readonly StoredEntitlement[]
}

export interface DecidedRow {
  /** Follows from who reports it and what it names. */
  id: string
  row: StatementRow & {
    source: EntitlementSource
    importId?: string | undefined
    /** Since when it is reported so, ISO 8601 UTC. */
    at: string
  }
  pair: AnsweringPair | undefined
  productKey: string
  notCounted: NotCounted | undefined
}

type KeyOf = (product: NamedProduct) => string

/**
 * Why rows of files do not count. The look-up's answer about a pair wins over files, a row for the whole
 * organization counts only where no pair reports its product, and of two layouts the newer file counts: never both.
 * Subscriptions of users never count for machines.
 */
const whyNotCounted = ({ pairs, statements }: ReportedFacts, keyOf: KeyOf) => {
  const placeOf = (licenseId: string | undefined, product: NamedProduct) =>
    `${licenseKey(licenseId)}\n${keyOf(product)}`
  const licenses = new Set(pairs.map(({ licenseNumber }) => licenseKey(licenseNumber)))
  const answered = new Set(
    pairs.flatMap(({ licenseNumber, entitlements }) => entitlements.map((product) => placeOf(licenseNumber, product))),
  )
  /** Products that count for pairs, by answers or by files. */
  const ofPairs = new Set(pairs.flatMap(({ entitlements }) => entitlements.map(keyOf)))
  /** When each layout last said something about a License ID and product. */
  const said = new Map<string, string>()
  for (const row of statements) {
    const key = `${row.source}\n${placeOf(row.licenseId, row)}`
    if ((said.get(key) ?? '') < row.at) said.set(key, row.at)
  }

  const isOvertaken = (row: StoredEntitlement): boolean =>
    VolumeLayout.options.some((source) => {
      const at = said.get(`${source}\n${placeOf(row.licenseId, row)}`) ?? ''
      return source !== row.source && (at > row.at || (at === row.at && source > row.source))
    })
  const reasonOf = (row: StoredEntitlement): NotCounted | undefined => {
    if (row.source === 'subscriptions') return 'of-users'
    if (row.licenseId === undefined) {
      if (ofPairs.has(keyOf(row))) return 'pairs-report-product'
    } else if (!licenses.has(licenseKey(row.licenseId))) return 'no-such-pair'
    else if (answered.has(placeOf(row.licenseId, row))) return 'pair-answers-itself'
    return isOvertaken(row) ? 'newer-file' : undefined
  }

  for (const row of statements) if (row.licenseId !== undefined && reasonOf(row) === undefined) ofPairs.add(keyOf(row))
  return reasonOf
}

/** Within a product: answers about pairs, then rows for a License ID, then those for the whole organization. */
const orderOf = ({ id, row, pair, productKey }: DecidedRow): string => {
  const place = pair
    ? `0${pairKey(pair)}`
    : `${row.licenseId === undefined ? 2 : 1}${licenseKey(row.licenseId)}#${row.source}`
  return `${productKey}\n${place}\n${id}`
}

/** What look-ups and files report: every row of every source, by product, in the order in which lists show them. */
export const decideRows = (facts: ReportedFacts): DecidedRow[] => {
  const keyOf = remembered(productKey, ({ productFamily, version }) => `${productFamily}\n${version}`)
  const reasonOf = whyNotCounted(facts, keyOf)
  const ofPairs = facts.pairs.flatMap((pair) =>
    sumEntitlements(pair.entitlements).map(
      (entitlement): DecidedRow => ({
        id: derivedId(`ENTITLEMENTS#PAIR#${pairKey(pair)}`, rowKey(entitlement)),
        row: { ...entitlement, source: 'vlsc', at: pair.reportedAt ?? '' },
        pair,
        productKey: keyOf(entitlement),
        notCounted: undefined,
      }),
    ),
  )
  const ofStatements = facts.statements.map(
    (row): DecidedRow => ({
      id: derivedId(row.pk, row.sk),
      row,
      pair: undefined,
      productKey: keyOf(row),
      notCounted: reasonOf(row),
    }),
  )
  return [...ofPairs, ...ofStatements]
    .map((row): [string, DecidedRow] => [orderOf(row), row])
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, row]) => row)
}
