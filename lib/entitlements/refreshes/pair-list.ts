import * as z from 'zod'
import { pairKey, unpackPair } from '../../agreements/records/pair.ts'
import { parseAgreement, readPairSet } from '../../agreements/records/stored-agreement.ts'
import { agreementKey, agreementsByGroup, refreshPairsKey } from '../../foundation/table/keys.ts'
import { commit, pagesOf, put, type Query, type Table, type Write } from '../../foundation/table/table.ts'
import { RunMoved } from '../../work/run.ts'
import type { StoredRefresh } from './refresh.ts'

/** Pairs in one piece of a list: some 170 kB. */
const pairsPerPiece = 5_000

const StoredPiece = z.object({ pairKeys: z.array(z.string()) })

/** Writes a list of pairs in pieces, which expire with their run. @param list names the list of this run */
export const putList = (
  { id, expiresAt }: Pick<StoredRefresh, 'id' | 'expiresAt'>,
  list: string,
  pairKeys: readonly string[],
): Write[] =>
  Array.from({ length: Math.ceil(pairKeys.length / pairsPerPiece) }, (_, piece) =>
    put(
      {
        ...refreshPairsKey(id, list, piece),
        pairKeys: pairKeys.slice(piece * pairsPerPiece, (piece + 1) * pairsPerPiece),
        expiresAt,
      },
      { exists: false },
      () => new RunMoved(),
    ),
  )

/** The next pairs of a run's list. @param limit how many at most */
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
    const items = await table.getMany(rows.map(({ id }) => agreementKey(String(id))))
    for (const agreement of items.map(parseAgreement)) {
      if (agreement.type !== 'volume') continue
      const pairs = agreement.pairs ? [...agreement.pairs].map(unpackPair) : await readPairSet(table, agreement.id)
      for (const pair of pairs) keys.add(pairKey(pair))
    }
  }
  for (const piece of putList(run, list, [...keys])) await commit(table, [piece])
  return keys.size
}
