import { addDays } from '../../foundation/calendar/day.ts'
import { expectDaysInOrder } from '../../foundation/errors.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { presentOf, readFirstDay } from '../snapshot/pointers.ts'
import type { Snapshot, SnapshotReader } from '../snapshot/snapshot-reader.ts'
import { daysOfDevices } from '../snapshot/tables.ts'

export type ComparisonShelf = Pick<LedgerWith<'timeZone'>, 'table' | 'now' | 'timeZone'> & { snapshots: SnapshotReader }

/** Two snapshots, and whether devices are known of both. */
export interface Comparison {
  before: Snapshot
  after: Snapshot
  areDevicesKept: boolean
  pending: boolean
}

export interface Days {
  from: string
  to?: string | undefined
}

export const isKnowledgeNew = ({ before, after }: Comparison): boolean =>
  before.manifest.knowledge !== after.manifest.knowledge

const comparisonOf = async (shelf: ComparisonShelf, before: Snapshot, after: Snapshot): Promise<Comparison> => {
  const { day } = presentOf(shelf)
  const { pointers, basis } = await shelf.snapshots.present()
  return {
    before,
    after,
    areDevicesKept: [before, after].every(({ manifest }) => manifest.day >= addDays(day, -daysOfDevices)),
    pending: after.manifest.id === pointers.current?.id && basis.pending,
  }
}

/** @param to today unless it is given @throws LedgerError `no-snapshot` */
export const openComparison = async (shelf: ComparisonShelf, { from, to }: Days): Promise<Comparison> => {
  const last = to ?? presentOf(shelf).day
  expectDaysInOrder(from, last)
  const { snapshots } = shelf
  const [before, after] = await Promise.all([snapshots.ofDay(from, 'from'), snapshots.ofDay(last, 'to')])
  return comparisonOf(shelf, before, after)
}

/** The last so many days, or as many as there are snapshots of. @returns undefined before the first snapshot */
export const openLastDays = async (shelf: ComparisonShelf, count: number): Promise<Comparison | undefined> => {
  const first = await readFirstDay(shelf.table)
  if (first === undefined) return undefined
  const from = addDays(presentOf(shelf).day, -count)
  return openComparison(shelf, { from: from < first ? first : from })
}

/** A cursor: the ids of both snapshots, and how many items lie before it. */
const positionForm = /^([^/]+)\/([^/]+)\/(\d{1,9})$/

/** All pages of a list compare the snapshots of its first one. */
export const openPage = async (shelf: ComparisonShelf, days: Days, { after }: PageRequest) => {
  if (after === undefined) return { comparison: await openComparison(shelf, days), offset: 0 }
  const [, from = '', to = '', offset] = positionForm.exec(after) ?? []
  const [one, other] = await Promise.all([shelf.snapshots.byId(from), shelf.snapshots.byId(to)])
  return { comparison: await comparisonOf(shelf, one, other), offset: Number(offset) }
}

export const aboutComparison = ({ before, after, areDevicesKept, pending }: Comparison) => ({
  asOf: { from: before.manifest.readFrom, to: after.manifest.readFrom },
  days: { from: before.manifest.day, to: after.manifest.day },
  flags: areDevicesKept ? [] : (['devices-not-kept'] as const),
  pending,
})
