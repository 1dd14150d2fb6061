import type { EntitlementSource } from '../../entitlements/rows/entitlement-row.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { bestCandidates, byFamilyWord } from '../../recognition/products/candidates.ts'
import { kept } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import { type Filters, fieldsOf, type ListKind, listRows } from './list-rows.ts'
import { type AnswerShelf, openPage, pageOf } from './open-snapshot.ts'
import { type FindCandidates, isMatched, sharesOf, showRows } from './show-rows.ts'

type Reported = Row<'entitlements'>
type Product = Row<'products'>

export interface EntitlementFilter {
  /** Whether rows have found their titles. */
  matched?: boolean | undefined
  /** Of the pairs that report the rows. */
  agreementId?: string | undefined
  productId?: string | undefined
  /** A title that the product counts for. */
  titleId?: string | undefined
  source?: readonly EntitlementSource[] | undefined
}

interface Joined {
  row: Reported
  product: Product | undefined
  matched: boolean
}

const joinedTo = kept((rows: readonly Reported[]) =>
  kept((products: readonly Product[]) =>
    rows.map((row): Joined => {
      const product = products[row.product]
      return { row, product, matched: isMatched(row, product) }
    }),
  ),
)

const rowList = {
  id: ({ row }: Joined) => row.id,
  sorts: {
    product: ({ row }: Joined) => nameKey(row.productFamily),
    version: ({ row }: Joined) => nameKey(row.version),
    quantity: ({ row }: Joined) => row.quantity,
    activeSoftwareAssuranceQuantity: ({ row }: Joined) => row.activeSoftwareAssuranceQuantity,
    upgradeQuantity: ({ row }: Joined) => row.upgradeQuantity,
    source: ({ row }: Joined) => row.source,
    licenseId: ({ row }: Joined) => row.licenseId?.toUpperCase(),
    reportedAt: ({ row }: Joined) => row.reportedAt,
  },
  sums: {
    quantity: ({ row }: Joined) => row.quantity,
    activeSoftwareAssuranceQuantity: ({ row }: Joined) => row.activeSoftwareAssuranceQuantity,
    upgradeQuantity: ({ row }: Joined) => row.upgradeQuantity,
  },
  facets: { source: ({ row }: Joined) => row.source, matched: ({ matched }: Joined) => String(matched) },
} satisfies ListKind<Joined>

export const entitlementFields = fieldsOf(rowList)

/** @param title number of the row of the title; -1 when there is no such title */
const filtersOf = (filter: EntitlementFilter, title: number): Filters<Joined> => {
  const { matched, agreementId, productId, titleId, source } = filter
  const sources: ReadonlySet<string> | undefined = source && new Set(source)
  return {
    matched: matched !== undefined && ((joined) => joined.matched === matched),
    agreementId: agreementId !== undefined && (({ row }) => row.agreementId === agreementId),
    productId: productId !== undefined && (({ product }) => product?.id === productId),
    titleId:
      titleId !== undefined &&
      (({ product }) => product !== undefined && sharesOf(product).some((share) => share.title === title)),
    source: sources && (({ row }) => sources.has(row.source)),
  }
}

const titlesByWord = kept((titles: readonly Row<'titles'>[]) => byFamilyWord(titles))
const findCandidates: FindCandidates = (products, titles) => bestCandidates(products, titlesByWord(titles))

/** What VLSC and license statements report, by product unless another order is asked for. */
export const listEntitlements = async (
  { snapshots }: Pick<AnswerShelf, 'snapshots'>,
  filter: EntitlementFilter,
  { sort, asOf }: { sort?: string | undefined; asOf?: string | undefined },
  page: PageRequest,
) => {
  const opened = await openPage(snapshots, page, asOf)
  const [rows, products, titles] = opened
    ? await Promise.all([
        opened.snapshot.all('entitlements'),
        opened.snapshot.all('products'),
        opened.snapshot.all('titles'),
      ])
    : [[], [], []]
  const title = filter.titleId === undefined ? -1 : titles.findIndex(({ id }) => id === filter.titleId)
  const { totals, facets, ...listed } = listRows(joinedTo(rows)(products), rowList, {
    filters: filtersOf(filter, title),
    sort,
    ...(opened ?? page),
  })
  const reported = listed.rows.map(({ row }) => row)
  return pageOf(opened, opened ? await showRows(opened.snapshot, reported, findCandidates) : [], { totals, facets })
}
