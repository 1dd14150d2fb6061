import type { LedgerWith } from '../../foundation/table/ledger.ts'
import type { Table, Write } from '../../foundation/table/table.ts'
import type { SnapshotFiles } from '../snapshot/files.ts'
import type { Terms } from '../snapshot/manifest.ts'
import type { Stage, StoredRun } from './reconciliation.ts'

/** What goes into the transaction that ends a run, and work to announce once it is committed. */
export interface AlertWrites {
  writes: readonly Write[]
  workIds: readonly string[]
}

/** How alerts follow runs. Alerts are a room above this one, so they are passed in. */
export interface RunAlerts {
  failed: (
    table: Table,
    run: Pick<StoredRun, 'id' | 'stage'> & { error: { message: string } },
    at: string,
  ) => Promise<AlertWrites>
  completed: (table: Table, run: Pick<StoredRun, 'stage'>, at: string) => Promise<AlertWrites>
  /** Id of the work that settles alerts once a snapshot has become the current one. */
  settleWork: string
}

/** What runs work with. */
export interface RunDesk extends LedgerWith<'announceWork'>, Omit<Terms, 'day' | 'knowledge'> {
  files: SnapshotFiles
  alerts: RunAlerts
  /** Asks the queue for a run. @param delay seconds */
  ask: (stage: Stage, delay?: number) => Promise<void>
}
