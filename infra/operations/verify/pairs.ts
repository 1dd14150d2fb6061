import * as z from 'zod'
import { pairKey, showPair } from '../../../lib/agreements/records/pair.ts'
import { StoredPair } from '../../../lib/agreements/records/stored-pair.ts'
import { importKey, openImports, pairItemKey, workPartition, workShards } from '../../../lib/foundation/table/keys.ts'
import { type Item, queryAll, type Table } from '../../../lib/foundation/table/table.ts'
import { Work } from '../../../lib/work/work.ts'
import { listedKeys, piecesOf, readHeads } from './agreements.ts'
import type { Differs } from './difference.ts'

const Pair = StoredPair.pick({ agreementNumber: true, licenseNumber: true, agreementId: true }).extend({
  pk: z.string(),
  sk: z.string(),
})
const Run = z.object({ staged: z.object({ agreementId: z.string() }).optional() })

/**
 * Ids of agreements that are not there, and rightly so, though their pairs are: those of deleted agreements are being
 * freed, and an import is about to make the others.
 */
export const readUnderWay = async (table: Table): Promise<ReadonlySet<string>> => {
  const shards = await Promise.all(workShards.map((shard) => queryAll(table, { partition: workPartition(shard) })))
  const work = shards.flat().map((item) => Work.parse(item))
  const open = await queryAll(table, { index: 'gsi2', partition: openImports })
  const runs = await table.getMany(open.map(({ id }) => importKey(String(id))))
  return new Set([
    ...work.filter(({ kind }) => kind === 'release-pairs').map(({ subjectId }) => subjectId),
    ...runs.flatMap((item) => Run.parse(item).staged?.agreementId ?? []),
  ])
}

/**
 * Checks pairs against what must agree with them: their key, and the list of the agreement that they belong to.
 * @param underWay agreements that may be missing
 * @returns how many pairs belong to those
 */
export const checkPairs = async (
  table: Table,
  items: readonly Item[],
  underWay: ReadonlySet<string>,
  differs: Differs,
): Promise<number> => {
  const pairs = items.map((item) => Pair.parse(item))
  for (const pair of pairs) {
    const { pk, sk } = pairItemKey(pairKey(pair))
    if (pair.pk !== pk || pair.sk !== sk)
      differs(pair.sk, `The pair ${showPair(pair)} stands at ${pair.pk} ${pair.sk}, where nobody looks for it.`)
  }
  let count = 0
  const byOwner = Map.groupBy(pairs, ({ agreementId }) => agreementId)
  for (const owners of piecesOf([...byOwner.keys()])) {
    const heads = await readHeads(table, owners)
    for (const owner of owners) {
      const [owned = [], head] = [byOwner.get(owner), heads.get(owner)]
      const isKnown = head !== undefined || underWay.has(owner)
      const keys = new Set(isKnown ? await listedKeys(table, owner, head) : [])
      const [name, which] = [head ? `${head.name} (${owner})` : owner, isKnown ? 'does not list it' : 'is not there']
      for (const pair of owned)
        if (!keys.has(pairKey(pair)))
          differs(pair.sk, `The pair ${showPair(pair)} belongs to the agreement ${name}, which ${which}.`)
        else if (!head) count += 1
    }
  }
  return count
}
