import { stringify } from 'csv-stringify/sync'
import { ascendingBy } from '../../foundation/collections.ts'
import { csvFormat, guardCell } from '../../foundation/files/cells.ts'
import { readLicense } from '../../recognition/products/read-license.ts'
import { isLeftOut, type Purchase, type SubscribedSku } from './read-plans.ts'

/** A row of a list of Microsoft 365 licenses: docs/files.md. */
export interface SubscriptionRow {
  product: string
  /** Licenses that can be assigned. */
  bought: number
  assigned: number
  suspended: number
  /** Of those bought, licenses whose term is over, and that still count for a while. */
  inGrace: number
  /** Undefined when nobody may say. */
  ofDisabled: number | undefined
  /** YYYY-MM-DD */
  endDate: string | undefined
}

/** As people know it, with the part number that tells plans of one product apart: `Microsoft 365 E3 (SPE_E3)`. */
const nameOf = (part: string): string => {
  const { product } = readLicense({ productFamily: part, version: '' })
  return product ? `${[product.family, product.version, product.edition].filter(Boolean).join(' ')} (${part})` : part
}

const isRunning = ({ status }: Purchase): boolean => status === 'Enabled' || status === 'Warning'

/** How many licenses end on which day. Undefined when purchases do not add up to what the plan says: their days are unsure. */
const lotsOf = (bought: number, purchases: readonly Purchase[]) => {
  const dated = purchases.filter(({ nextLifecycleDateTime }) => nextLifecycleDateTime)
  const byDay = Map.groupBy(dated, ({ nextLifecycleDateTime }) => nextLifecycleDateTime?.slice(0, 10) ?? '')
  const lots = [...byDay]
    .map(([endDate, some]) => ({ endDate, quantity: some.reduce((sum, one) => sum + one.totalLicenses, 0) }))
    .sort(ascendingBy(({ endDate }) => endDate))
  const rest = bought - lots.reduce((sum, { quantity }) => sum + quantity, 0)
  return rest < 0 ? undefined : { lots, rest }
}

/**
 * The rows of a plan: one for each day on which some of its licenses end. What is assigned is of the plan as a whole, so
 * it fills the rows in the order of their days; more than was bought is in the last one.
 */
const rowsOf = (
  sku: SubscribedSku,
  purchases: readonly Purchase[],
  ofDisabled: number | undefined,
): SubscriptionRow[] => {
  const { enabled, warning, suspended, lockedOut } = sku.prepaidUnits
  const bought = enabled + warning
  const found = lotsOf(bought, purchases)
  const earliest = purchases.flatMap(({ nextLifecycleDateTime }) => nextLifecycleDateTime?.slice(0, 10) ?? []).sort()[0]
  const unsure = [{ endDate: earliest, quantity: bought }]
  const lots: { endDate: string | undefined; quantity: number }[] = !found
    ? unsure
    : [
        ...found.lots,
        ...(found.rest > 0 || found.lots.length === 0 ? [{ endDate: undefined, quantity: found.rest }] : []),
      ]
  let left = sku.consumedUnits
  return lots.map(({ endDate, quantity }, index) => {
    const [isFirst, isLast] = [index === 0, index === lots.length - 1]
    const assigned = isLast ? left : Math.min(left, quantity)
    left -= assigned
    return {
      product: nameOf(sku.skuPartNumber),
      bought: quantity,
      assigned,
      suspended: isFirst ? suspended + lockedOut : 0,
      inGrace: isFirst ? warning : 0,
      ofDisabled: ofDisabled === undefined || isFirst ? ofDisabled : 0,
      endDate,
    }
  })
}

/** What Graph says of plans, as rows. */
export const subscriptionRows = (
  skus: readonly SubscribedSku[],
  purchases: readonly Purchase[] | undefined,
  disabled: ReadonlyMap<string, number> | undefined,
): SubscriptionRow[] =>
  skus
    .filter((sku) => !isLeftOut(sku))
    .toSorted(ascendingBy(({ skuPartNumber }) => skuPartNumber))
    .flatMap((sku) => {
      const own = purchases?.filter((purchase) => purchase.skuId === sku.skuId && isRunning(purchase)) ?? []
      return rowsOf(sku, own, disabled && (disabled.get(sku.skuId) ?? 0))
    })

const headings = [
  'Product Title',
  'Total Licenses',
  'Expired Licenses',
  'Assigned licenses',
  'Renewal Date',
  'Licenses in Grace Period',
  'Assigned to Disabled Accounts',
]

/** The rows as a file that the import of such lists reads. */
export const subscriptionFile = (rows: readonly SubscriptionRow[]): string =>
  stringify(
    [
      headings,
      ...rows.map(({ product, bought, suspended, assigned, endDate = '', inGrace, ofDisabled = '' }) =>
        [product, bought, suspended, assigned, endDate, inGrace, ofDisabled].map(guardCell),
      ),
    ],
    csvFormat,
  )
