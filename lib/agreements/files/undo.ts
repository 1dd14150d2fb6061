import type { Changed } from '../../audit/trail.ts'
import type { Who } from '../../foundation/table/ledger.ts'
import type { Write } from '../../foundation/table/table.ts'
import type { ImportError, ImportFile } from '../../work/imports/import-file.ts'
import type { ImportLedger, KindDefinition, Step } from '../../work/imports/import-kind.ts'
import type { StoredImport } from '../../work/imports/import-run.ts'
import { takeSteps } from '../../work/imports/take-steps.ts'
import { deletionOfEmpty } from '../groups/groups.ts'
import { leaveGroups } from '../records/group-writes.ts'
import type { StoredAgreement } from '../records/stored-agreement.ts'

/** What is done with one agreement of an import that is undone: nothing, if it is gone. */
export interface Undone {
  writes?: readonly Write[]
  changed?: Changed
  deleted?: StoredAgreement
  workId?: string | undefined
  isRestored?: true
  /** Pairs that are removed from an agreement that stays. */
  pairs?: number
  left?: ImportError
}

export type UndoPlan = Undone & { next: Pick<StoredImport, 'nextUnit' | 'nextLine'> }

export const leave = ({ id, name }: StoredAgreement, line: number, code: string, why: string): Undone => ({
  left: { line, code, message: `The agreement ${name} (${id}) ${why}` },
})

const stepOf = ({ undo }: StoredImport, plan: UndoPlan): Step & Pick<Undone, 'deleted'> => {
  const { writes = [], changed, deleted, workId, isRestored, pairs = 0, left, next } = plan
  const tally = undo && {
    ...undo,
    agreements: undo.agreements + Number(deleted !== undefined),
    restored: undo.restored + Number(isRestored ?? false),
    pairs: undo.pairs + pairs,
    left: undo.left + Number(left !== undefined),
  }
  const told = { changes: changed ? [changed] : [], errors: left ? [left] : [] }
  return { writes, ...told, workId, next: { ...next, undo: tally }, ...(deleted && { deleted }) }
}

/**
 * How an import is undone: what was changed since is listed and left. The group that it made goes too, if it is empty.
 * @param plan decides about the next part, from where the run stands
 */
export const undoWith = <File extends ImportFile>(
  plan: (ledger: ImportLedger, run: StoredImport, file: File, who: Who) => Promise<readonly UndoPlan[]>,
): NonNullable<KindDefinition<File, never, never>['back']> => ({
  take: (ledger, run, file) =>
    takeSteps(
      {
        plan: (...at) => plan(...at, { actor: run.undoneBy ?? run.actor, at: ledger.now().toISOString() }),
        plansParts: true,
        stepOf,
        around: (_run, steps) => leaveGroups(steps.flatMap(({ deleted }) => deleted ?? [])),
      },
      ledger,
      run,
      file,
      { reserve: 0, who: run.undoneBy },
    ),
  finish: async (ledger, { madeGroup, groupId }, who) =>
    madeGroup && groupId !== undefined ? deletionOfEmpty(ledger, groupId, who) : [],
})
