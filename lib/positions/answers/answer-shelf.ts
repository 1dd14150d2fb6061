import type { Table } from '../../foundation/table/table.ts'
import type { SnapshotReader } from '../snapshot/snapshot-reader.ts'

/** What answers are read with. */
export interface AnswerShelf {
  table: Table
  now: () => Date
  snapshots: SnapshotReader
  /** Hours after which an answer of VLSC is stale. */
  staleAfterHours: number
}
