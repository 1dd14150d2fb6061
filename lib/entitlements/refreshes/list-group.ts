import { parseAgreement, readPairSet } from '../../agreements/records/agreement-store.ts'
import { pairKey, unpackPair } from '../../agreements/records/pair.ts'
import { agreementKey, agreementsByGroup } from '../../foundation/table/keys.ts'
import { commit, pagesOf, type Query, type Table } from '../../foundation/table/table.ts'
import type { StoredRefresh } from './refresh.ts'
import { pairsPerPiece, putPiece } from './refresh-store.ts'

/** Keys of the pairs of a group's agreements, some agreements at a time. */
async function* pairsOfGroup(table: Table, groupId: string): AsyncGenerator<string[]> {
  const seen = new Set<string>()
  const query: Query = { index: 'gsi2', partition: agreementsByGroup(groupId, 'volume'), limit: 400 }
  for await (const rows of pagesOf(table, query)) {
    const ids = rows.map(({ id }) => String(id)).filter((id) => !seen.has(id))
    for (const id of ids) seen.add(id)
    for (const agreement of (await table.getMany(ids.map(agreementKey))).map(parseAgreement)) {
      if (agreement.type !== 'volume') continue
      const pairs = agreement.pairs ? [...agreement.pairs].map(unpackPair) : await readPairSet(table, agreement.id)
      yield pairs.map(pairKey)
    }
  }
}

/**
 * Lists the pairs of a group's agreements as they are now, so that the run asks about each of them once, whatever is
 * renamed or moved meanwhile. An attempt that dies leaves its pieces to expire.
 * @param list names the attempt
 * @returns how many
 */
export const listPairsOfGroup = async (table: Table, run: StoredRefresh, list: string): Promise<number> => {
  let [total, pieces] = [0, 0]
  const open: string[] = []
  const close = async (): Promise<void> => {
    if (open.length === 0) return
    const full = open.splice(0, pairsPerPiece)
    await commit(table, [putPiece(run, list, pieces++, full)])
    total += full.length
  }
  for await (const keys of pairsOfGroup(table, run.groupId ?? '')) {
    open.push(...keys)
    while (open.length >= pairsPerPiece) await close()
  }
  await close()
  return total
}
