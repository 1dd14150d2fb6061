import * as z from 'zod'
import { PositionStatus } from '../../positions/reconcile/count-positions.ts'
import type { Snapshot } from '../../positions/snapshot/snapshot-reader.ts'
import type { Row } from '../../positions/snapshot/tables.ts'

const titleColumns = [
  'id',
  'publisher',
  'title',
  'kind',
  'lacks',
  'installed',
  'required',
  'entitled',
  'unlimited',
  'status',
  'expiredPairs',
  'sharedQuantity',
  'partitions',
] as const

export type ReportTitle = Pick<Row<'titles'>, (typeof titleColumns)[number]>

/** All titles, by publisher and title; others name them by the numbers of these rows. None before the first snapshot. */
export const readTitles = async (snapshot: Snapshot | undefined): Promise<readonly ReportTitle[]> =>
  snapshot ? snapshot.some({ table: 'titles', columns: titleColumns }) : []

export const licensesShown = {
  entitled: z.int().meta({ description: 'Licenses that count today, without those of site licenses.' }),
  unlimited: z.literal(true).optional().meta({ description: 'A site license covers any need.' }),
  installed: z.int().meta({ description: 'Devices that have it, of all that count.' }),
  difference: z.int().nullable().meta({ description: 'entitled - installed; null with a site license.' }),
} as const

type Counted = Pick<ReportTitle, 'entitled' | 'unlimited' | 'installed'>

export const showLicenses = ({ entitled, unlimited, installed }: Counted) => ({
  entitled,
  ...(unlimited && { unlimited }),
  installed,
  difference: unlimited ? null : entitled - installed,
})

export const TitlePosition = z
  .strictObject({ id: z.string(), publisher: z.string(), title: z.string(), ...licensesShown, status: PositionStatus })
  .meta({ id: 'TitlePosition', description: 'The position of a title in the whole ledger, whatever the filters.' })

const Shares = z.array(z.object({ title: z.number(), quantity: z.number() }))

/** What counts of each product, and what titles have of that. */
export const readProducts = async (snapshot: Snapshot | undefined) => {
  const rows = snapshot ? await snapshot.some({ table: 'products', columns: ['owned', 'shares'] }) : []
  return rows.map(({ owned, shares }) => ({ owned, shares: Shares.parse(JSON.parse(shares)) }))
}

export const titleFinder = async (snapshot: Snapshot | undefined, titles: readonly ReportTitle[]) => {
  const products = await readProducts(snapshot)
  const agreements = snapshot ? await snapshot.some({ table: 'agreements', columns: ['id', 'title'] }) : []
  const titleOf = new Map(agreements.map(({ id, title }) => [id, title]))
  const find = (row = -1): z.infer<typeof TitlePosition>[] => {
    const found = titles[row]
    if (!found) return []
    const { id, publisher, title, status } = found
    return [{ id, publisher, title, ...showLicenses(found), status: PositionStatus.parse(status) }]
  }
  return {
    ofProduct: (product: number) => (products[product]?.shares ?? []).flatMap(({ title }) => find(title)),
    ofAgreement: (id: string) => find(titleOf.get(id)),
  }
}
