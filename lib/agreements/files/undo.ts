import type { Changed } from '../../audit/trail.ts'
import type { Write } from '../../foundation/table/table.ts'
import type { ImportError } from '../../work/imports/import-file.ts'
import type { Direction, ImportLedger, Step } from '../../work/imports/import-kind.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { takeSteps } from '../../work/imports/take-steps.ts'
import { deletionOfEmpty } from '../groups/delete-group.ts'
import { leaveGroup } from '../records/group-store.ts'
import { membersOf } from '../records/members.ts'
import type { StoredAgreement } from '../records/stored-agreement.ts'

export type Who = { actor: string; at: string }

/** What taking back some of an import takes, and where the run stands after it. */
export interface Share {
  next: Pick<StoredImport, 'nextUnit' | 'nextLine'>
  writes: readonly Write[]
  changes: readonly Changed[]
  /** Agreement that leaves its group as it goes. */
  leaves?: StoredAgreement
  agreements: number
  /** Agreements that get back what they had. */
  restored: number
  pairs: number
  left: readonly ImportError[]
  /** Work that follows, when an agreement had many pairs. */
  workId?: string | undefined
}

export const nothingToTakeBack: Omit<Share, 'next'> = {
  writes: [],
  changes: [],
  agreements: 0,
  restored: 0,
  pairs: 0,
  left: [],
}

interface UndoStep extends Step {
  leaves?: StoredAgreement | undefined
}

/** In whose name an import is taken back. */
export const whoTakesBack = (ledger: ImportLedger, run: StoredImport): Who => ({
  actor: run.undoneBy ?? run.actor,
  at: ledger.now().toISOString(),
})

const stepOf = ({ undo }: StoredImport, share: Share): UndoStep => ({
  writes: share.writes,
  changes: share.changes,
  errors: share.left,
  leaves: share.leaves,
  workId: share.workId,
  next: {
    ...share.next,
    undo: undo && {
      ...undo,
      agreements: undo.agreements + share.agreements,
      restored: undo.restored + share.restored,
      pairs: undo.pairs + share.pairs,
      left: undo.left + share.left.length,
    },
  },
})

/** Agreements of one group leave it with one write: a transaction may change an item once. */
const leaveGroups = (_run: StoredImport, steps: readonly UndoStep[]): Write[] =>
  [
    ...Map.groupBy(
      steps.flatMap(({ leaves }) => leaves ?? []),
      ({ groupId }) => groupId,
    ),
  ].map(([groupId, members]) => leaveGroup(groupId, membersOf(members)))

/** Takes back what an import did, from where its run stands. What was changed since is listed and left. */
export const takeBack = <File>(
  ledger: ImportLedger,
  run: StoredImport,
  file: File,
  plan: Direction<File, Share, UndoStep>['plan'],
): Promise<StoredImport | undefined> =>
  takeSteps({ plan, plansParts: true, stepOf, around: leaveGroups }, ledger, run, file, {
    reserve: 0,
    who: run.undoneBy,
  })

/** The group that an import made goes with the undo, when it is empty. */
export const finishUndo = async (
  ledger: ImportLedger,
  { madeGroup, groupId }: StoredImport,
  who: Who,
): Promise<readonly Write[]> => (madeGroup && groupId !== undefined ? deletionOfEmpty(ledger, groupId, who) : [])
