import { addDays } from '../../foundation/calendar/day.ts'
import type { PageRequest } from '../../foundation/table/page.ts'
import { findTitles } from '../../inventory/names/find-title.ts'
import { daysKept } from '../snapshot/pointers.ts'
import type { Snapshot } from '../snapshot/snapshot-reader.ts'
import type { Row } from '../snapshot/tables.ts'
import { explainTitle, readAgreementsOf } from './explain-title.ts'
import { fieldsOf, type ListKind, listRows } from './list-rows.ts'
import { type Opened, openPage, openSnapshot, pageOf } from './open-snapshot.ts'
import { openTitle, showTitle, type TitleLedger, unknownTitle } from './open-title.ts'
import { readFlags, showListed, showPosition } from './show-title.ts'
import type { ClaimingAgreement, PositionDay, Software } from './title.ts'
import { countNames, readInstalledOn } from './title-devices.ts'
import { readRawTitles, titleById, titleByName } from './title-rows.ts'

type Title = Row<'titles'>

/** The title that an id leads to; undefined when the snapshot does not have it yet. @throws LedgerError `title-not-found` */
const findRow = async ({ table }: TitleLedger, opened: Opened | undefined, id: string): Promise<Title | undefined> => {
  const row = opened && (await titleById(opened.snapshot, id))
  if (row) return row
  const found = (await findTitles(table, [id])).get(id)
  if (!found) throw unknownTitle(id)
  return opened && titleByName(opened.snapshot, found.living)
}

const getAsOf = async (ledger: TitleLedger, id: string, day: string): Promise<Software> => {
  const opened = await openSnapshot(ledger.snapshots, day)
  const row = await findRow(ledger, opened, id)
  if (!opened || !row) throw unknownTitle(id)
  const { snapshot, basis } = opened
  const [flagsOf, rawTitles, entitlements] = await Promise.all([
    readFlags(ledger, [row]),
    readRawTitles(snapshot, row),
    explainTitle(snapshot, row),
  ])
  const { reason, createdAt, updatedAt } = row
  return {
    ...showListed(row, flagsOf(row)),
    licensableBy: row.licensableBy === 'manager' ? row.licensableBy : 'rule',
    ...{ reason, rawTitles, createdAt, updatedAt, entitlements },
    ...basis,
  }
}

/**
 * A title with all that its position is counted from, so that a person can check it by hand. Decisions are read live and
 * numbers come from the current snapshot, or everything comes from the snapshot of a day.
 * @param asOf YYYY-MM-DD
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
  const opened = await openPage(ledger.snapshots, page, asOf)
  return { opened, title: await findRow(ledger, opened, id) }
}

/** The devices that have a title. Those that are gone since the snapshot are left out, so a page may be short. */
export const listDevicesOf = async (ledger: TitleLedger, id: string, asOf: string | undefined, page: PageRequest) => {
  const { opened, title } = await openAtTitle(ledger, id, page, asOf)
  const devices = opened && title ? await readInstalledOn(ledger.table, opened.snapshot, title, opened) : []
  return pageOf(opened, devices, { totals: { count: title?.installed ?? 0 } })
}

const agreementList = {
  id: ({ id }: ClaimingAgreement) => id,
  sorts: {},
  sums: {
    licenseCount: ({ licenseCount }: ClaimingAgreement) => (licenseCount === 'unlimited' ? undefined : licenseCount),
  },
  facets: {},
} satisfies ListKind<ClaimingAgreement>

export const agreementFields = fieldsOf(agreementList)

export const listAgreementsOf = async (
  ledger: TitleLedger,
  id: string,
  asOf: string | undefined,
  page: PageRequest,
) => {
  const { opened, title } = await openAtTitle(ledger, id, page, asOf)
  const agreements = opened && title ? await readAgreementsOf(opened.snapshot, title) : []
  const { rows, totals } = listRows(agreements, agreementList, { filters: {}, ...(opened ?? page) })
  return pageOf(opened, rows, { totals })
}

/** Days on which a position did not change have no row: they are like the day before. */
const readHistory = async (snapshot: Snapshot, title: Title): Promise<PositionDay[]> => {
  const { day: today } = snapshot.manifest
  const past = await snapshot.some({ table: 'history', where: { title: title.id } })
  const oldest = addDays(today, -daysKept)
  const days: PositionDay[] = []
  let until = today
  for (const change of [{ ...title, day: today }, ...past]) {
    for (let day = until; day >= change.day && day >= oldest; day = addDays(day, -1))
      days.push({ date: day, ...showPosition(change) })
    until = addDays(change.day, -1)
  }
  return days
}

/** The position of a title at the end of each day, newest first. */
export const listHistoryOf = async (ledger: TitleLedger, id: string, page: PageRequest) => {
  const { opened, title } = await openAtTitle(ledger, id, page)
  const days = opened && title ? await readHistory(opened.snapshot, title) : []
  const { offset, limit } = { offset: 0, ...(opened ?? page) }
  return pageOf(opened, days.slice(offset, offset + limit), { totals: { count: days.length } })
}
