import { fileKinds, type Import, type Kind } from './kinds.ts'

const milliseconds = 86_400_000

/** Days for which an import can be undone. */
const daysToUndo = 29

type Run = Pick<Import, 'status' | 'dryRun' | 'kind' | 'layout' | 'counts' | 'startedAt' | 'undo'>

export const isUnderWay = ({ status, undo }: Pick<Run, 'status' | 'undo'>): boolean =>
  status === 'awaiting-upload' || status === 'queued' || status === 'processing' || undo?.status === 'running'

/** Lines that have changed the ledger, or would. */
export const changing = ({ counts: { created, updated } }: Pick<Run, 'counts'>): number => created + updated

const isOver = ({ startedAt }: Run, days: number, now: number): boolean =>
  now - Date.parse(startedAt) > days * milliseconds

const hasUndo = (kind: Kind | undefined, layout: string | undefined): boolean => {
  const undo = kind && fileKinds[kind].undo
  return undo === 'yes' || (undo === 'contracts' && layout === 'contracts')
}

/** What a manager may do with an import, as far as it tells. @param now milliseconds since 1970 */
export const acts = (run: Run, now: number) => {
  const { kind, layout, status, dryRun } = run
  const isEnded = !isUnderWay(run)
  return {
    commit: dryRun && status === 'completed' && kind && !isOver(run, fileKinds[kind].daysToCommit, now),
    cancel: status === 'queued' || status === 'processing' || status === 'awaiting-upload',
    undo:
      isEnded &&
      !dryRun &&
      changing(run) > 0 &&
      status !== 'undone' &&
      hasUndo(kind, layout) &&
      !isOver(run, daysToUndo, now),
    /** Why there is no undo, by its kind. */
    noUndo: kind !== undefined && !hasUndo(kind, layout) ? kind : undefined,
  }
}

/** Last day on which an import can be undone. */
export const undoUntil = ({ startedAt }: Pick<Run, 'startedAt'>): string =>
  new Date(Date.parse(startedAt) + daysToUndo * milliseconds).toISOString().slice(0, 10)

/** All that the import wrote stays, though an undo was asked for. */
export const undidNothing = ({ undo }: Pick<Import, 'undo'>): boolean =>
  undo !== undefined && undo.left > 0 && undo.agreements + undo.pairs + undo.restored === 0
