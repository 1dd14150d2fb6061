import { type StoredTitle, statusOf } from '../software/title-store.ts'
import type { Table } from '../table/table.ts'

/** What positions are read with. */
export interface PositionShelf {
  table: Table
  now: () => Date
  /** IANA name of the time zone in which days begin. */
  timeZone: string
  /** Hours after which an answer of VLSC is stale. */
  staleAfterHours: number
}

/** A position on the wire: spec "Position". */
export const showPosition = (title: Pick<StoredTitle, 'licensable' | 'installed' | 'entitled'>) => ({
  installedCount: title.installed,
  entitledCount: title.entitled,
  difference: title.entitled - title.installed,
  status: statusOf(title),
})
