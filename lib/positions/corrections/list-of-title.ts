import type { PageRequest } from '../../foundation/table/page.ts'
import { findTitles } from '../../inventory/names/find-title.ts'
import { readAgreementsOf, showAgreement } from '../answers/explain-title.ts'
import { type Filters, type ListKind, listRows } from '../answers/list-rows.ts'
import { nothingYet, type OpenedPage, openPage, type SnapshotPage } from '../answers/open-snapshot.ts'
import type { ClaimingAgreement, InstalledOn, PositionDay } from '../answers/title.ts'
import { readInstalledOn } from '../answers/title-devices.ts'
import { readHistory } from '../answers/title-history.ts'
import { titleById, titleByName } from '../answers/title-rows.ts'
import type { Row } from '../snapshot/tables.ts'
import { type TitleLedger, unknownTitle } from './open-title.ts'

type Title = Row<'titles'>

/** What a page of a list about one title is made from. */
interface TitlePage {
  opened: OpenedPage
  /** Absent when the snapshot does not have the title yet. */
  title: Title | undefined
}

/**
 * Opens a snapshot at a title: at the one that stays, when the id is that of one that was merged.
 * @returns undefined before the first snapshot
 * @throws LedgerError `title-not-found`, `no-snapshot`, `cursor-expired`
 */
const openAtTitle = async (
  ledger: TitleLedger,
  id: string,
  page: PageRequest,
  asOf: string | undefined,
): Promise<TitlePage | undefined> => {
  const opened = await openPage(ledger.snapshots, page, asOf)
  const title = opened && (await titleById(opened.snapshot, id))
  if (opened && title) return { opened, title }
  const found = (await findTitles(ledger.table, [id])).get(id)
  if (!found) throw unknownTitle(id)
  return opened && { opened, title: await titleByName(opened.snapshot, found.living) }
}

type Count = { count: number }

const emptyPage = { items: [], totals: { count: 0 }, ...nothingYet }

const pageOf = <T, Totals extends Count>(
  { offset, limit, basis, snapshot, positionOf }: OpenedPage,
  items: T[],
  totals: Totals,
): SnapshotPage<T, Totals> => ({
  items,
  totals,
  ...basis,
  ...(offset + limit < totals.count && { next: positionOf(offset + limit) }),
  snapshotId: snapshot.manifest.id,
})

/**
 * The devices that have a title, with the names and versions that they report now. Devices that are gone since the
 * snapshot are left out, so that a page may be short.
 */
export const listDevicesOf = async (
  ledger: TitleLedger,
  id: string,
  asOf: string | undefined,
  page: PageRequest,
): Promise<SnapshotPage<InstalledOn, Count>> => {
  const found = await openAtTitle(ledger, id, page, asOf)
  if (!found) return emptyPage
  const { opened, title } = found
  const items = title ? await readInstalledOn(ledger.table, opened.snapshot, title, opened) : []
  return pageOf(opened, items, { count: title?.installed ?? 0 })
}

const agreementList = {
  id: ({ id }: ClaimingAgreement) => id,
  sorts: {},
  sums: {
    licenseCount: ({ licenseCount }: ClaimingAgreement) => (licenseCount === 'unlimited' ? undefined : licenseCount),
  },
  facets: {},
} satisfies ListKind<ClaimingAgreement>

export const agreementSums = Object.keys(agreementList.sums)

/** The other agreements that are for a title, by their ids: those of today, of the past and to come. */
export const listAgreementsOf = async (
  ledger: TitleLedger,
  id: string,
  asOf: string | undefined,
  page: PageRequest,
): Promise<SnapshotPage<ClaimingAgreement, Count & Record<string, number>>> => {
  const found = await openAtTitle(ledger, id, page, asOf)
  if (!found) return { ...emptyPage, totals: { count: 0, licenseCount: 0 } }
  const { opened, title } = found
  const agreements = title ? await readAgreementsOf(opened.snapshot, title) : []
  const { rows, totals } = listRows(agreements.map(showAgreement), agreementList, { filters: noFilters, ...opened })
  return pageOf(opened, rows, totals)
}

const noFilters: Filters<unknown> = {}

/** The position of a title day by day, as it was at the end of each, newest first. */
export const listHistoryOf = async (
  ledger: TitleLedger,
  id: string,
  page: PageRequest,
): Promise<SnapshotPage<PositionDay, Count>> => {
  const found = await openAtTitle(ledger, id, page, undefined)
  if (!found) return emptyPage
  const { opened, title } = found
  const days = title ? await readHistory(opened.snapshot, title) : []
  return pageOf(opened, days.slice(opened.offset, opened.offset + opened.limit), { count: days.length })
}
