import * as z from 'zod'
import { pairKey, showPair } from '../../../lib/agreements/records/pair.ts'
import { type Key, pairItemKey } from '../../../lib/foundation/table/keys.ts'
import type { Item, Table } from '../../../lib/foundation/table/table.ts'
import { type Difference, differencesOf } from './difference.ts'
import { piecesOf } from './pieces.ts'
import { listedKeys, readHeads } from './stored-agreement.ts'
import type { UnderWay } from './under-way.ts'

const Pair = z.object({
  pk: z.string(),
  sk: z.string(),
  agreementNumber: z.string(),
  licenseNumber: z.string(),
  agreementId: z.string(),
})
type Pair = z.infer<typeof Pair>

/** A pair is found again by where it stands, right or wrong. */
const difference = (pair: Pair, says: string) =>
  differencesOf('pair')(`${pair.pk} ${pair.sk}`, `The pair ${showPair(pair)} ${says}.`)

const placeOf = (id: string): Key => ({ pk: id.slice(0, id.indexOf(' ')), sk: id.slice(id.indexOf(' ') + 1) })

const checkPlace = (pair: Pair): Difference[] => {
  const expected = pairItemKey(pairKey(pair))
  if (pair.pk === expected.pk && pair.sk === expected.sk) return []
  return [difference(pair, `stands at ${pair.pk} ${pair.sk}, where nobody looks for it`)]
}

/** What was met of some pairs. */
export interface PairsChecked {
  /** Pairs whose agreement is being made or taken away. */
  underWay: number
  differences: Difference[]
}

/**
 * Checks pairs by what each must agree with: its key, and the list of the agreement that it belongs to.
 * @param underWay what may be there without its agreement
 */
export const checkPairs = async (table: Table, items: readonly Item[], underWay: UnderWay): Promise<PairsChecked> => {
  const pairs = items.map((item) => Pair.parse(item))
  const checked: PairsChecked = { underWay: 0, differences: pairs.flatMap(checkPlace) }
  const byOwner = Map.groupBy(pairs, ({ agreementId }) => agreementId)
  for (const owners of piecesOf([...byOwner.keys()])) {
    const heads = await readHeads(table, owners)
    for (const owner of owners) {
      const [owned = [], head] = [byOwner.get(owner), heads.get(owner)]
      const isKnown = head !== undefined || underWay.agreements.has(owner)
      const keys = new Set(isKnown ? await listedKeys(table, owner, head) : [])
      const strays = owned.filter((pair) => !keys.has(pairKey(pair)))
      const name = head ? `${head.name} (${owner})` : owner
      const which = isKnown ? 'does not list it' : 'is not there'
      checked.differences.push(
        ...strays.map((pair) => difference(pair, `belongs to the agreement ${name}, which ${which}`)),
      )
      if (!head) checked.underWay += owned.length - strays.length
    }
  }
  return checked
}

/** Checks pairs again, as they are now. @param ids of their differences */
export const checkPairsAgain = async (
  table: Table,
  ids: readonly string[],
  underWay: UnderWay,
): Promise<Difference[]> => (await checkPairs(table, await table.getMany(ids.map(placeOf)), underWay)).differences
