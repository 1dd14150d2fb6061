import * as z from 'zod'
import { type AgreementNumberPair, pairKey, unpackPair } from '../../agreements/records/pair.ts'
import { readHeads, readPairSet } from '../../agreements/records/stored-agreement.ts'
import { chunksOf } from '../../foundation/collections.ts'
import { derivedUlid } from '../../foundation/table/ids.ts'
import { agreementsByGroup, refreshPairsKey } from '../../foundation/table/keys.ts'
import type { Who } from '../../foundation/table/ledger.ts'
import { commit, pagesOf, put, type Query, type Table, type Write } from '../../foundation/table/table.ts'
import { runMoved } from '../../work/run.ts'
import { newRefresh, refreshes, type StoredRefresh } from './refresh.ts'

/** Pairs in one piece of a list: some 170 kB. */
const pairsPerPiece = 5_000

const StoredPiece = z.object({ pairKeys: z.array(z.string()) })

/** Writes the list of a run in pieces, which expire with it. */
const putList = ({ id, list = '', expiresAt }: StoredRefresh, pairKeys: readonly string[]): Write[] =>
  chunksOf(pairKeys, pairsPerPiece).map((some, piece) =>
    put({ ...refreshPairsKey(id, list, piece), pairKeys: some, expiresAt }, { exists: false }, runMoved),
  )

export const readListed = async (table: Table, run: StoredRefresh, limit: number): Promise<string[]> => {
  if (run.pairKeys) return run.pairKeys.slice(run.position, run.position + limit)
  if (run.list === undefined) return []
  const piece = Math.floor(run.position / pairsPerPiece)
  const item = await table.get(refreshPairsKey(run.id, run.list, piece))
  const from = run.position - piece * pairsPerPiece
  return item ? StoredPiece.parse(item).pairKeys.slice(from, from + limit) : []
}

/**
 * Lists the pairs of a group's agreements as they are now: the run asks about each of them once, whatever is renamed or
 * moved meanwhile. The pieces of an attempt that dies expire. @param list names the attempt @returns how many
 */
export const listPairsOfGroup = async (table: Table, run: StoredRefresh, list: string): Promise<number> => {
  const keys = new Set<string>()
  const query: Query = { index: 'gsi2', partition: agreementsByGroup(run.groupId ?? '', 'volume'), limit: 400 }
  for await (const rows of pagesOf(table, query)) {
    const ids = rows.map(({ id }) => String(id))
    for (const agreement of (await readHeads(table, ids)).values()) {
      if (agreement.type !== 'volume') continue
      const pairs = agreement.pairs ? [...agreement.pairs].map(unpackPair) : await readPairSet(table, agreement.id)
      for (const pair of pairs) keys.add(pairKey(pair))
    }
  }
  for (const piece of putList({ ...run, list }, [...keys])) await commit(table, [piece])
  return keys.size
}

const newPairs = { type: 'pairs', trigger: 'new-pairs' } as const

/** The run that asks VLSC about pairs: queued in the transaction that adds them. @param who added them, and when */
export const queueNewPairs = (id: string, pairs: readonly AgreementNumberPair[], { actor, at }: Who): Write =>
  refreshes.add(newRefresh({ ...newPairs, id, actor, pairKeys: pairs.map(pairKey), total: pairs.length }, at))

type Importing = Pick<StoredRefresh, 'id' | 'actor' | 'createdAt'>

const runOfImport = ({ id: importId, actor, createdAt }: Importing, total: number, at: string): StoredRefresh => {
  const id = derivedUlid(createdAt, importId, 'refresh')
  return newRefresh({ ...newPairs, id, actor, importId, list: 'IMPORT', total }, at)
}

/** Lists the pairs that an import is about to add. One run asks about them when the import ends. */
export const listPairsOfImport = (run: Importing, pairs: readonly AgreementNumberPair[], at: string): Write[] =>
  putList(runOfImport(run, pairs.length, at), pairs.map(pairKey))

/** Queues the run that asks about the listed pairs, as far as the import added them. @param total pairs listed */
export const queuePairsOfImport = (run: Importing, total: number, at: string): { id: string; write: Write } => {
  const refresh = runOfImport(run, total, at)
  return { id: refresh.id, write: refreshes.add(refresh) }
}
