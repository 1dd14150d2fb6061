import { LedgerError } from '../../foundation/errors.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import type { ListPage, PageRequest } from '../../foundation/table/lists.ts'
import type { Basis, PresentSnapshot, Snapshot, SnapshotReader } from '../snapshot/snapshot-reader.ts'

export type AnswerShelf = Omit<LedgerWith<'staleAfterHours'>, 'newId'> & { snapshots: SnapshotReader }

export interface Opened {
  snapshot: Snapshot
  basis: Basis
}

/** What is answered before the first snapshot. */
export const nothingYet: Basis = { asOf: null, devicesAsOf: null, pending: true }

export const basisOfPresent = ({ asOf, devicesAsOf, pending }: PresentSnapshot): Basis => ({
  asOf,
  devicesAsOf,
  pending,
})

const open = (snapshot: Snapshot, pending: boolean): Opened => {
  const { readFrom, devicesReadFrom } = snapshot.manifest
  return { snapshot, basis: { asOf: readFrom, devicesAsOf: devicesReadFrom, pending } }
}

const isCurrent = ({ manifest }: Snapshot, { pointers }: PresentSnapshot): boolean =>
  manifest.id === pointers.current?.id

/**
 * The current snapshot, or that of a day; undefined before the first one.
 * @param asOf YYYY-MM-DD
 * @throws LedgerError `no-snapshot`
 */
export const openSnapshot = async (reader: SnapshotReader, asOf?: string): Promise<Opened | undefined> => {
  if (asOf === undefined) {
    const present = await reader.present()
    return present.snapshot && open(present.snapshot, present.pending)
  }
  const [present, snapshot] = await Promise.all([reader.present(), reader.ofDay(asOf)])
  return open(snapshot, isCurrent(snapshot, present) && present.pending)
}

export interface OpenedPage extends Opened {
  offset: number
  limit: number
}

const positionForm = /^([^/]+)\/(\d{1,9})$/

/**
 * The snapshot of a page: all pages of a list are of one. Undefined before the first one.
 * @param page.after `<id of the snapshot>/<offset>`
 * @throws LedgerError `no-snapshot`, `cursor-expired`
 */
export const openPage = async (
  reader: SnapshotReader,
  { limit, after }: PageRequest,
  asOf?: string,
): Promise<OpenedPage | undefined> => {
  if (after === undefined) {
    const opened = await openSnapshot(reader, asOf)
    return opened && { ...opened, offset: 0, limit }
  }
  const [, id, offset] = positionForm.exec(after) ?? []
  if (id === undefined)
    throw new LedgerError('malformed', 'validation', 'The cursor is not one that this query gave.', [
      { parameter: 'cursor', code: 'invalid-cursor', message: 'Leave it out to begin with the first page again.' },
    ])
  const [present, snapshot] = await Promise.all([reader.present(), reader.byId(id)])
  const pending = isCurrent(snapshot, present) ? present.pending : asOf === undefined
  return { ...open(snapshot, pending), offset: Number(offset), limit }
}

/** A page of a list, with the id of its snapshot. */
export type SnapshotPage<T, Totals, More = unknown> = ListPage<T> &
  Basis & { totals: Totals; snapshotId?: string } & More

export const pageOf = <T, Totals extends { count: number }, More extends object>(
  opened: OpenedPage | undefined,
  items: T[],
  list: { totals: Totals } & More,
): SnapshotPage<T, Totals, More> => {
  if (!opened) return { items, ...list, ...nothingYet }
  const { snapshot, basis, offset, limit } = opened
  const { id } = snapshot.manifest
  const end = offset + limit
  return { items, ...list, ...basis, ...(end < list.totals.count && { next: `${id}/${end}` }), snapshotId: id }
}
