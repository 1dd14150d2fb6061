import { conflict, LedgerError } from '../../foundation/errors.ts'
import { raceLost, settle } from '../../foundation/table/attempts.ts'
import { derivedUlid } from '../../foundation/table/ids.ts'
import type { Change, Ledger, LedgerWith } from '../../foundation/table/ledger.ts'
import { commit } from '../../foundation/table/table.ts'
import { requestCancel } from '../../work/imports/requests.ts'
import { RunMoved } from '../../work/run.ts'
import {
  addGraphRun,
  endGraphRun,
  GraphBusy,
  type GraphRun,
  graphRuns,
  isOpen,
  newGraphRun,
  showGraphRun,
} from './graph-run.ts'

/** Runs the connector now. A second request gets the run that is under way. */
export const requestGraphRun = async (desk: LedgerWith<'announceGraphRun'>, change: Change) => {
  const { table, newId, announceGraphRun } = desk
  const run = newGraphRun({ id: newId(), trigger: 'manual', actor: change.actor }, change.at)
  const result = { run: showGraphRun(run), begun: true }
  return settle(async () => {
    try {
      await commit(table, [...change.alongside(result), ...addGraphRun(run)])
    } catch (error) {
      if (!(error instanceof GraphBusy)) throw error
      const underWay = await graphRuns.read(table, error.runId)
      if (!underWay || !isOpen(underWay)) throw raceLost()
      return { run: showGraphRun(underWay), begun: false }
    }
    await announceGraphRun(run.id)
    return result
  })
}

/** Once for each time, and not during another run. @returns id of the run to go on with, if any */
export const beginScheduledRun = async ({ table, now }: Ledger, scheduledFor: string): Promise<string | undefined> => {
  const actor = 'schedule'
  const id = derivedUlid(new Date(scheduledFor).toISOString(), 'graph')
  try {
    await commit(table, addGraphRun(newGraphRun({ id, trigger: 'scheduled', actor }, now().toISOString())))
  } catch (error) {
    if (error instanceof GraphBusy) return error.runId === id ? id : undefined
    if (!(error instanceof RunMoved)) throw error
  }
  return id
}

/**
 * Ends a run, and cancels the imports that it has begun: they keep what they wrote.
 * @throws LedgerError `graph-run-not-found`, `graph-run-ended`
 */
export const cancelGraphRun = async (
  { table, now, announceImport }: Pick<LedgerWith<'announceImport'>, 'table' | 'now' | 'announceImport'>,
  id: string,
  change: Change,
): Promise<GraphRun> => {
  const cancelled = await settle(async () => {
    const run = await graphRuns.get(table, id)
    if (run.status === 'cancelled') return run
    if (!isOpen(run)) throw conflict('graph-run-ended', 'This run has already ended.')
    const { ended, writes } = endGraphRun(run, { status: 'cancelled' }, change.at)
    await commit(table, [...change.alongside(showGraphRun(ended)), ...writes])
    return ended
  })
  for (const { importId } of cancelled.parts)
    try {
      const quietly = { ...change, alongside: () => [] }
      if (importId !== undefined) await requestCancel({ table, now, announceImport }, importId, quietly)
    } catch (error) {
      if (!(error instanceof LedgerError && error.code === 'import-ended')) throw error
    }
  return showGraphRun(cancelled)
}
