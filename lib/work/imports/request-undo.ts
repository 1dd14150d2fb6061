import { LedgerError } from '../../foundation/errors.ts'
import type { Change } from '../../foundation/table/change.ts'
import type { Ledger } from '../../foundation/table/ledger.ts'
import { raceLost, settle } from '../../foundation/table/race.ts'
import { commit } from '../../foundation/table/table.ts'
import { type Import, type ImportKind, type StoredImport, showImport } from './import-run.ts'
import { beginUndo, RunMoved, readRun } from './import-store.ts'

/** An import keeps the copy of its file for 30 days; an undo that is asked for a day before can still read it. */
const daysUndoable = 29

/** Why imports of some kinds cannot be taken back. */
const notUndoable: Partial<Record<ImportKind, string>> = {
  entitlements:
    'A license statement cannot be undone: it replaced what an earlier one said. Import the statement before it again.',
  inventory:
    'An inventory cannot be undone: it replaced what its devices reported before. Delete devices, or import newer reports.',
  catalog: 'A catalog file cannot be undone: agreements may name its titles by now.',
}

const checkUndoable = (run: StoredImport, now: Date): void => {
  const why = run.kind && notUndoable[run.kind]
  if (why !== undefined) throw new LedgerError('conflict', 'cannot-undo', why)
  if (run.stage !== 'ended')
    throw new LedgerError('conflict', 'import-under-way', 'The import has not ended yet. Undo it when it has.')
  if (run.dryRun || run.created + run.updated === 0)
    throw new LedgerError('conflict', 'nothing-to-undo', 'The import changed nothing.')
  if (now.getTime() - Date.parse(run.createdAt) > daysUndoable * 24 * 3600_000)
    throw new LedgerError('conflict', 'too-late-to-undo', `An import can be undone for ${daysUndoable} days.`)
}

/**
 * Asks that what an import created or added is taken back. Asking again while that goes on, or after, changes nothing.
 * @returns the import, and whether this call began it
 * @throws LedgerError `import-not-found`, `import-under-way`, `nothing-to-undo`, `too-late-to-undo`, `cannot-undo`
 */
export const requestUndo = async (
  ledger: Ledger,
  wake: (importId: string) => Promise<void>,
  importId: string,
  change: Change,
): Promise<{ run: Import; begun: boolean }> => {
  const answer = await settle(async () => {
    const run = await readRun(ledger.table, importId)
    if (!run) throw new LedgerError('not-found', 'import-not-found', `There is no import ${importId}.`)
    if (run.stage === 'undoing' || run.status === 'undone') return { run: showImport(run), begun: false }
    checkUndoable(run, ledger.now())
    const undo: StoredImport['undo'] = {
      status: 'running',
      agreements: 0,
      restored: 0,
      pairs: 0,
      left: 0,
      leftItems: [],
    }
    const begun = { ...run, undo, version: run.version + 1, updatedAt: change.at }
    const result = { run: showImport(begun), begun: true }
    try {
      await commit(ledger.table, [...change.alongside(result), beginUndo(run, change.actor, undo, change.at)])
    } catch (error) {
      throw error instanceof RunMoved ? raceLost() : error
    }
    return result
  })
  if (answer.begun) await wake(importId)
  return answer
}
