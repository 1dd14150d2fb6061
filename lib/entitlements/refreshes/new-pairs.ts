import { type AgreementNumberPair, pairKey } from '../../agreements/records/pair.ts'
import { derivedUlid } from '../../foundation/table/ids.ts'
import type { Write } from '../../foundation/table/table.ts'
import type { StoredRefresh } from './refresh.ts'
import { addRefresh, newRefresh, pairsPerPiece, putPiece } from './refresh-store.ts'

/** Who added pairs, and when. */
interface Who {
  actor: string
  at: string
}

/** The run that asks VLSC about pairs that are just being added: queued in the transaction that adds them. */
export const queueNewPairs = (id: string, pairs: readonly AgreementNumberPair[], { actor, at }: Who): Write =>
  addRefresh(
    newRefresh(
      { id, type: 'pairs', trigger: 'new-pairs', actor, pairKeys: pairs.map(pairKey), total: pairs.length },
      at,
    ),
  )

interface Importing {
  id: string
  actor: string
  createdAt: string
}

const firstList = 'IMPORT'

const runOfImport = (run: Importing, total: number, at: string): StoredRefresh => {
  const id = derivedUlid(run.createdAt, run.id, 'refresh')
  const { actor } = run
  return newRefresh({ id, type: 'pairs', trigger: 'new-pairs', actor, importId: run.id, list: firstList, total }, at)
}

/** Lists the pairs that an import is about to add, so that they can be asked about together when it ends. */
export const listPairsOfImport = (run: Importing, pairs: readonly AgreementNumberPair[], at: string): Write[] => {
  const refresh = runOfImport(run, pairs.length, at)
  const keys = pairs.map(pairKey)
  return Array.from({ length: Math.ceil(keys.length / pairsPerPiece) }, (_, piece) =>
    putPiece(refresh, firstList, piece, keys.slice(piece * pairsPerPiece, (piece + 1) * pairsPerPiece)),
  )
}

/**
 * Queues the run that asks about the pairs which an import added, of those that it listed.
 * @param total pairs that it added
 * @returns also the id of the run, to be announced after the commit
 */
export const queuePairsOfImport = (run: Importing, total: number, at: string): { id: string; write: Write } => {
  const refresh = runOfImport(run, total, at)
  return { id: refresh.id, write: addRefresh(refresh) }
}
