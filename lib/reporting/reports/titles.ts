import * as z from 'zod'
import { PositionStatus } from '../../positions/reconcile/position-status.ts'
import type { Snapshot } from '../../positions/snapshot/snapshot-reader.ts'
import type { Row } from '../../positions/snapshot/tables.ts'

const columns = [
  'id',
  'publisher',
  'title',
  'licensable',
  'installed',
  'entitled',
  'unlimited',
  'status',
  'expiredPairs',
  'sharedQuantity',
  'partitions',
] as const

/** A title as reports need it. */
export type ReportTitle = Pick<Row<'titles'>, (typeof columns)[number]>

/** All titles, by the numbers of their rows: by publisher and title. None before the first snapshot. */
export const readTitles = async (snapshot: Snapshot | undefined): Promise<readonly ReportTitle[]> =>
  snapshot ? snapshot.some({ table: 'titles', columns }) : []

/** How many licenses there are, and how many are lacking or left; as reports show it in JSON. */
export const licensesShown = {
  entitled: z.int().meta({ description: 'Licenses that count today, without those of site licenses.' }),
  unlimited: z.literal(true).optional().meta({ description: 'A site license covers any need.' }),
  installed: z.int().meta({ description: 'Devices that have it, of all that count.' }),
  difference: z.int().nullable().meta({ description: 'entitled - installed; null with a site license.' }),
} as const

interface Licenses {
  entitled: number
  unlimited: boolean
  installed: number
}

export const showLicenses = ({ entitled, unlimited, installed }: Licenses) => ({
  entitled,
  ...(unlimited && { unlimited }),
  installed,
  difference: unlimited ? null : entitled - installed,
})

/** The position of a title, of the whole ledger. */
export const TitlePosition = z
  .strictObject({
    id: z.string(),
    publisher: z.string(),
    title: z.string(),
    ...licensesShown,
    status: PositionStatus,
  })
  .meta({ id: 'TitlePosition', description: 'The position of a title in the whole ledger, whatever the filters.' })
export type TitlePosition = z.infer<typeof TitlePosition>

const showPosition = (title: ReportTitle): TitlePosition => ({
  id: title.id,
  publisher: title.publisher,
  title: title.title,
  ...showLicenses(title),
  status: PositionStatus.parse(title.status),
})

const Shares = z
  .string()
  .transform((text) => z.array(z.object({ title: z.number(), quantity: z.number() })).parse(JSON.parse(text)))

/** A product that VLSC or license statements report, and what titles have of it. */
export interface ReportProduct {
  /** What counts of it. */
  owned: number
  /** Numbers of titles, and their parts of it. */
  shares: { title: number; quantity: number }[]
}

/** All products, by the numbers of their rows. */
export const readProducts = async (snapshot: Snapshot | undefined): Promise<readonly ReportProduct[]> => {
  const rows = snapshot ? await snapshot.some({ table: 'products', columns: ['owned', 'shares'] }) : []
  return rows.map(({ owned, shares }) => ({ owned, shares: Shares.parse(shares) }))
}

/** Finds the titles for which products and other agreements count, with their positions. */
export interface FindTitles {
  /** @param product number of its row */
  ofProduct: (product: number) => TitlePosition[]
  ofAgreement: (agreementId: string) => TitlePosition[]
}

export const titleFinder = async (
  snapshot: Snapshot | undefined,
  titles: readonly ReportTitle[],
): Promise<FindTitles> => {
  const products = await readProducts(snapshot)
  const agreements = snapshot ? await snapshot.some({ table: 'agreements', columns: ['id', 'title'] }) : []
  const titleOf = new Map(agreements.map(({ id, title }) => [id, title]))
  const find = (number: number | undefined): TitlePosition[] => {
    const title = number === undefined ? undefined : titles[number]
    return title ? [showPosition(title)] : []
  }
  return {
    ofProduct: (product) => (products[product]?.shares ?? []).flatMap(({ title }) => find(title)),
    ofAgreement: (id) => find(titleOf.get(id)),
  }
}
