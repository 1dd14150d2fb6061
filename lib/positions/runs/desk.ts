import { dayOf } from '../../foundation/calendar/day.ts'
import type { NewId } from '../../foundation/table/ids.ts'
import type { Table } from '../../foundation/table/table.ts'
import { knowledgeVersion } from '../snapshot/knowledge-version.ts'
import type { Present } from '../snapshot/pointers.ts'
import type { SnapshotFiles } from '../snapshot/snapshot-files.ts'
import type { Terms } from '../snapshot/terms.ts'
import type { Stage } from './reconciliation.ts'

/** What runs work with. */
export interface RunDesk extends Omit<Terms, 'day' | 'knowledge'> {
  table: Table
  files: SnapshotFiles
  now: () => Date
  newId: NewId
  /** Asks the queue for a run. @param delay seconds */
  ask: (stage: Stage, delay?: number) => Promise<void>
  /** Tells the queue of follow-up work. */
  announceWork: (workId: string) => Promise<void>
}

/** What a run that begins now is made for. */
export const presentOf = ({ now, timeZone }: Pick<RunDesk, 'now' | 'timeZone'>): Present => ({
  day: dayOf(now(), timeZone),
  knowledge: knowledgeVersion,
})
