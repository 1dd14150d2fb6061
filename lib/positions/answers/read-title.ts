import type { PageRequest } from '../../foundation/table/lists.ts'
import { findTitles } from '../../inventory/names/find-title.ts'
import { kept, type Opened, type Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import { eachDay } from './each-day.ts'
import { sharesOf, showRows } from './list-entitlements.ts'
import { pageOf } from './list-rows.ts'
import { openTitle, showRow, showTitle, type TitleLedger, unknownTitle } from './open-title.ts'
import type { ClaimingAgreement, Explanation, PositionDay, ProductShare, Software } from './title.ts'
import { countNames, readInstalledOn, readReported, showPosition, titleById, titleByName } from './title-rows.ts'

type Title = Row<'titles'>
type Product = Row<'products'>

const agreementsShown = 100
const rowsShown = 25

/** The other agreements for a title by their ids, also those whose term is over or to come. */
const readAgreementsOf = async (
  snapshot: Snapshot,
  { firstAgreement: from, agreementCount }: Title,
): Promise<ClaimingAgreement[]> => {
  const rows = await snapshot.some({ table: 'agreements', from, to: from + agreementCount })
  return rows.map(({ title: _, licenseCount, ...shown }) => ({ ...shown, licenseCount: licenseCount ?? 'unlimited' }))
}

/** Without site licenses. */
const sumLicenses = (agreements: readonly ClaimingAgreement[]): number =>
  agreements.reduce((sum, { licenseCount }) => sum + (licenseCount === 'unlimited' ? 0 : licenseCount), 0)

const productsByTitle = kept((products: readonly Product[]) => {
  const shares = products.flatMap((product) => sharesOf(product).map(({ title }) => ({ title, product })))
  return Map.groupBy(shares, ({ title }) => title)
})

const rowNumbers = kept((titles: readonly Title[]) => new Map(titles.map((title, number) => [title, number])))

const showProduct = async (
  snapshot: Snapshot,
  titles: readonly Title[],
  own: number,
  product: Product,
): Promise<ProductShare> => {
  const { id, productFamily, version, owned, score, matchReason: reason, firstRow: from, rowCount } = product
  const rows = await snapshot.some({ table: 'entitlements', from, to: from + Math.min(rowCount, rowsShown) })
  const shares = sharesOf(product)
  const mine = shares.find(({ title }) => title === own)
  return {
    id,
    product: productFamily,
    version,
    owned,
    score,
    reason,
    quantity: mine?.quantity ?? 0,
    by: mine?.by ?? 'rule',
    sharedWith: shares.flatMap(({ title, quantity }) => {
      const other = title === own ? undefined : titles[title]
      return other ? [{ id: other.id, title: other.title, quantity }] : []
    }),
    rows: await showRows(snapshot, rows),
    hasMoreRows: rowCount > rowsShown,
  }
}

const explainTitle = async (snapshot: Snapshot | undefined, title: Title | undefined): Promise<Explanation> => {
  if (!snapshot || !title) return { agreements: [], agreementCount: 0, agreementQuantity: 0, products: [] }
  const [agreements, products, titles] = await Promise.all([
    readAgreementsOf(snapshot, title),
    snapshot.all('products'),
    snapshot.all('titles'),
  ])
  const own = rowNumbers(titles).get(title) ?? -1
  return {
    agreements: agreements.slice(0, agreementsShown),
    agreementCount: agreements.length,
    agreementQuantity: sumLicenses(agreements.filter(({ counted }) => counted)),
    products: await Promise.all(
      (productsByTitle(products).get(own) ?? []).map(({ product }) => showProduct(snapshot, titles, own, product)),
    ),
  }
}

/** The title that an id leads to; undefined while the snapshot lacks it. @throws LedgerError `title-not-found` */
const findRow = async ({ table }: TitleLedger, { snapshot }: Opened, id: string): Promise<Title | undefined> => {
  const row = snapshot && (await titleById(snapshot, id))
  if (row) return row
  const found = (await findTitles(table, [id])).get(id)
  if (!found) throw unknownTitle(id)
  return snapshot && titleByName(snapshot, found.living)
}

const getAsOf = async (ledger: TitleLedger, id: string, day: string): Promise<Software> => {
  const opened = await ledger.snapshots.openAt(day)
  const { snapshot, basis } = opened
  const row = await findRow(ledger, opened, id)
  if (!snapshot || !row) throw unknownTitle(id)
  const [names, entitlements] = await Promise.all([readReported(snapshot, row), explainTitle(snapshot, row)])
  return { ...(await showRow(ledger, row, { rawTitles: [...names.values()], ...basis })), entitlements }
}

/**
 * A title with all that its position is counted from: with decisions as of now, or all as of a day.
 * @throws LedgerError `title-not-found`, `no-snapshot`
 */
export const getSoftware = async (ledger: TitleLedger, id: string, asOf?: string): Promise<Software> => {
  if (asOf !== undefined) return getAsOf(ledger, id, asOf)
  const title = await openTitle(ledger, id)
  const { row, snapshot } = title
  const [counted, entitlements] = await Promise.all([
    row && snapshot && countNames(ledger.table, snapshot, row),
    explainTitle(snapshot, row),
  ])
  return { ...(await showTitle(ledger, title)), ...counted, entitlements }
}

/** Opens a page of a list about one title. @throws LedgerError `title-not-found`, `no-snapshot`, `cursor-expired` */
const openAtTitle = async (ledger: TitleLedger, id: string, page: PageRequest, asOf?: string) => {
  const opened = await ledger.snapshots.openPage(page, asOf)
  return { opened, title: await findRow(ledger, opened, id) }
}

/** The devices that have a title. Those that are gone since the snapshot are left out, so a page may be short. */
export const listDevicesOf = async (ledger: TitleLedger, id: string, asOf: string | undefined, page: PageRequest) => {
  const { opened, title } = await openAtTitle(ledger, id, page, asOf)
  const { snapshot } = opened
  const devices = snapshot && title ? await readInstalledOn(ledger.table, snapshot, title, opened) : []
  return pageOf(opened, devices, { totals: { count: title?.installed ?? 0 } })
}

export const agreementFields = { totals: ['licenseCount'] }

export const listAgreementsOf = async (
  ledger: TitleLedger,
  id: string,
  asOf: string | undefined,
  page: PageRequest,
) => {
  const { opened, title } = await openAtTitle(ledger, id, page, asOf)
  const { snapshot, offset, limit } = opened
  const agreements = snapshot && title ? await readAgreementsOf(snapshot, title) : []
  const totals = { count: agreements.length, licenseCount: sumLicenses(agreements) }
  return pageOf(opened, agreements.slice(offset, offset + limit), { totals })
}

const readHistory = async (snapshot: Snapshot, title: Title): Promise<PositionDay[]> => {
  const past = await snapshot.some({ table: 'history', where: { title: title.id } })
  const { installed, entitled, unlimited } = title
  const now = { title: title.id, day: snapshot.manifest.day, installed, entitled, unlimited }
  return eachDay(now, past).map(({ day: date, ...position }) => ({ date, ...showPosition(position) }))
}

export const listHistoryOf = async (ledger: TitleLedger, id: string, page: PageRequest) => {
  const { opened, title } = await openAtTitle(ledger, id, page)
  const { snapshot, offset, limit } = opened
  const days = snapshot && title ? await readHistory(snapshot, title) : []
  return pageOf(opened, days.slice(offset, offset + limit), { totals: { count: days.length } })
}
