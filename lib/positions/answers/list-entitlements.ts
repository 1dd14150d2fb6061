import * as z from 'zod'
import { PairStatus } from '../../agreements/records/stored-pair.ts'
import { EntitlementSource, NotCounted, SubscriptionHas, Unmatched } from '../../entitlements/rows/entitlement-row.ts'
import { sumOf } from '../../foundation/collections.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { isOfPeople } from '../../recognition/data/recognition.ts'
import { bestCandidates, byFamilyWord } from '../../recognition/products/candidates.ts'
import { productKey } from '../../recognition/products/product-key.ts'
import { FamilyStatus } from '../families/measure-family.ts'
import { kept, type Snapshot } from '../snapshot/snapshot-reader.ts'
import { type Row, sourceIdOf } from '../snapshot/tables.ts'
import type { EntitlementRow } from './entitlement-row.ts'
import { type Filters, fieldsOf, type ListKind, listRows, pageOf } from './list-rows.ts'
import type { AnswerShelf } from './title-rows.ts'

type Reported = Row<'entitlements'>
type Product = Row<'products'>
type Title = Row<'titles'>

const Shares = z.array(z.object({ title: z.number(), quantity: z.number(), by: z.enum(['rule', 'manager']) }))

/** The titles that share a product, in their order, by the numbers of their rows. */
export const sharesOf: (product: Product) => z.infer<typeof Shares> = kept(({ shares }: Product) =>
  Shares.parse(JSON.parse(shares)),
)

type License = Row<'licenses'>

/** Licenses of rows by the ids of these: those with Software Assurance are apart. */
const licensesOfRows = kept((licenses: readonly License[]) => Map.groupBy(licenses, ({ id }) => sourceIdOf(id)))

/** What counts of a row and no machine requires, in its licenses; undefined where machines do not show what is required. */
const surplusOf = ({ id, quantity }: Reported, licenses: readonly License[]): number | undefined => {
  const own = (licensesOfRows(licenses).get(id) ?? []).filter(({ counted, metric }) => counted && !isOfPeople(metric))
  const units = sumOf(own, (license) => license.quantity ?? 0)
  const used = sumOf(own, (license) => license.used)
  return units === 0 ? undefined : Math.floor(((units - used) / units) * quantity)
}

type Family = Row<'families'>

/** The family in whose position the licenses of a row are. */
const familyOf = ({ id }: Reported, licenses: readonly License[], families: readonly Family[]) => {
  const [license] = licensesOfRows(licenses).get(id) ?? []
  const family = families[license?.family ?? -1]
  return family && { id: family.id, name: family.name, status: FamilyStatus.parse(family.status) }
}

const subscriptionHas = (row: Reported): SubscriptionHas[] => {
  const { quantity, assignedQuantity, disabledQuantity = 0, graceQuantity = 0, expiredQuantity = 0 } = row
  if (assignedQuantity === undefined) return []
  const has = {
    'over-assigned': assignedQuantity > quantity,
    unassigned: assignedQuantity < quantity,
    disabled: disabledQuantity > 0,
    grace: graceQuantity > 0,
    expired: expiredQuantity > 0,
  }
  return SubscriptionHas.options.filter((one) => has[one])
}

/** Whether a row has found its titles: its product has some, and some pair has its License ID. */
const isMatched = ({ notCounted }: Reported, product: Product | undefined): product is Product =>
  notCounted !== 'no-such-pair' && notCounted !== 'of-users' && product !== undefined && sharesOf(product).length > 0

export const titlesByWord = kept((titles: readonly Title[]) => byFamilyWord(titles))

/** Of access licenses and step-ups: no title can be meant. */
export const isForNoTitle = ({ unmatched }: Product): boolean => unmatched === 'not-measured' || unmatched === 'step-up'

export const showRows = async (
  snapshot: Snapshot | undefined,
  rows: readonly Reported[],
): Promise<EntitlementRow[]> => {
  if (!snapshot || rows.length === 0) return []
  const [products, titles, licenses, families] = await Promise.all([
    snapshot.all('products'),
    snapshot.all('titles'),
    snapshot.all('licenses'),
    snapshot.all('families'),
  ])
  const lacking = new Set(
    rows
      .flatMap(({ product }) => products[product] ?? [])
      .filter((one) => !isForNoTitle(one) && sharesOf(one).length === 0),
  )
  const candidates = lacking.size > 0 ? bestCandidates([...lacking], titlesByWord(titles)) : undefined
  const showShares = (product: Product) =>
    sharesOf(product).flatMap(({ title: number, quantity }) => {
      const title = titles[number]
      return title ? [{ id: title.id, publisher: title.publisher, title: title.title, quantity }] : []
    })
  return rows.map((row) => {
    const { productFamily, product: number, agreementNumber, licenseNumber, pairStatus, notCounted, ...shown } = row
    const product = products[number]
    const { score, matchReason: reason } = product ?? {}
    const [first] = product ? sharesOf(product) : []
    const isOfPair = agreementNumber !== undefined && licenseNumber !== undefined
    const isOfUsers = notCounted === 'of-users'
    const whyNot = isOfUsers ? 'not-measured' : (product?.unmatched ?? 'no-title')
    const found = isMatched(row, product) && {
      matched: true,
      matchedTitles: showShares(product),
      match: first && { by: first.by, score, reason },
    }
    return {
      ...shown,
      productId: product?.id ?? '',
      product: productFamily,
      source: EntitlementSource.parse(row.source),
      pair: isOfPair ? { agreementNumber, licenseNumber, status: PairStatus.parse(pairStatus) } : undefined,
      counted: notCounted === undefined,
      notCounted: NotCounted.optional().parse(notCounted),
      surplus: surplusOf(row, licenses),
      family: familyOf(row, licenses, families),
      ...(found || {
        ...{
          matched: false,
          matchedTitles: [],
          candidates: isOfUsers ? [] : [...(candidates?.get(productKey(row)) ?? [])],
        },
        unmatched: Unmatched.parse(notCounted === 'no-such-pair' ? notCounted : whyNot),
      }),
    }
  })
}

export interface EntitlementFilter {
  contains?: string | undefined
  matched?: boolean | undefined
  agreementId?: string | undefined
  productId?: string | undefined
  titleId?: string | undefined
  source?: readonly EntitlementSource[] | undefined
  has?: readonly SubscriptionHas[] | undefined
}

const rowList = (products: readonly Product[], licenses: readonly License[]) =>
  ({
    id: ({ id }) => id,
    sorts: {
      product: ({ productFamily }) => nameKey(productFamily),
      version: ({ version }) => nameKey(version),
      quantity: ({ quantity }) => quantity,
      activeSoftwareAssuranceQuantity: (row) => row.activeSoftwareAssuranceQuantity,
      upgradeQuantity: ({ upgradeQuantity }) => upgradeQuantity,
      assignedQuantity: ({ assignedQuantity }) => assignedQuantity,
      expiredQuantity: ({ expiredQuantity }) => expiredQuantity,
      graceQuantity: ({ graceQuantity }) => graceQuantity,
      disabledQuantity: ({ disabledQuantity }) => disabledQuantity,
      endDate: ({ endDate }) => endDate,
      source: ({ source }) => source,
      licenseId: ({ licenseId }) => licenseId?.toUpperCase(),
      reportedAt: ({ reportedAt }) => reportedAt,
    },
    sums: {
      quantity: ({ quantity }) => quantity,
      activeSoftwareAssuranceQuantity: (row) => row.activeSoftwareAssuranceQuantity,
      upgradeQuantity: ({ upgradeQuantity }) => upgradeQuantity,
      assignedQuantity: ({ assignedQuantity }) => assignedQuantity,
      expiredQuantity: ({ expiredQuantity }) => expiredQuantity,
      graceQuantity: ({ graceQuantity }) => graceQuantity,
      disabledQuantity: ({ disabledQuantity }) => disabledQuantity,
      surplus: (row) => surplusOf(row, licenses),
    },
    facets: {
      source: ({ source }) => source,
      matched: (row) => String(isMatched(row, products[row.product])),
      has: subscriptionHas,
    },
  }) satisfies ListKind<Reported>

export const entitlementFields = fieldsOf(rowList([], []))

const textOf = ({
  productFamily,
  version,
  licenseId = '',
  agreementNumber = '',
  licenseNumber = '',
}: Reported): string => [productFamily, version, licenseId, agreementNumber, licenseNumber].join('\n')

/** @param title number of the row of the title; -1 when there is no such title */
const filtersOf = (filter: EntitlementFilter, products: readonly Product[], title: number): Filters<Reported> => {
  const { contains = '', matched, agreementId, productId, titleId, source, has } = filter
  const needle = nameKey(contains)
  const sources: ReadonlySet<string> | undefined = source && new Set(source)
  const hasTitle = (product: Product | undefined) => product && sharesOf(product).some((share) => share.title === title)
  return {
    contains: needle !== '' && ((row) => nameKey(textOf(row)).includes(needle)),
    matched: matched !== undefined && ((row) => isMatched(row, products[row.product]) === matched),
    agreementId: agreementId !== undefined && ((row) => row.agreementId === agreementId),
    productId: productId !== undefined && ((row) => products[row.product]?.id === productId),
    titleId: titleId !== undefined && ((row) => hasTitle(products[row.product]) === true),
    source: sources && ((row) => sources.has(row.source)),
    has: has && ((row) => subscriptionHas(row).some((one) => has.includes(one))),
  }
}

export const listEntitlements = async (
  { snapshots }: Pick<AnswerShelf, 'snapshots'>,
  filter: EntitlementFilter,
  { sort, asOf }: { sort?: string | undefined; asOf?: string | undefined },
  page: PageRequest,
) => {
  const opened = await snapshots.openPage(page, asOf)
  const { snapshot } = opened
  const [rows = [], products = [], titles = [], licenses = []] = await Promise.all([
    snapshot?.all('entitlements'),
    snapshot?.all('products'),
    snapshot?.all('titles'),
    snapshot?.all('licenses'),
  ])
  const title = filter.titleId === undefined ? -1 : titles.findIndex(({ id }) => id === filter.titleId)
  const filters = filtersOf(filter, products, title)
  const { rows: listed, ...list } = listRows(rows, rowList(products, licenses), { filters, sort, ...opened })
  return pageOf(opened, await showRows(snapshot, listed), list)
}
