import { indexKeys } from '../../../lib/agreements/records/agreement-writes.ts'
import { pairKey, showPair, unpackPair } from '../../../lib/agreements/records/pair.ts'
import { parseAgreement, readPairSet, type StoredAgreement } from '../../../lib/agreements/records/stored-agreement.ts'
import { agreementKey, agreementNameKey, detailsKey, pairItemKey } from '../../../lib/foundation/table/keys.ts'
import type { Item, Table } from '../../../lib/foundation/table/table.ts'
import { nameKey } from '../../../lib/foundation/text/name.ts'
import { type Differs, wrongOwner } from './difference.ts'

/** Items that are read by key together; `getMany` asks for four batches of 100 side by side. */
const piece = 400

export const piecesOf = <T>(members: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(members.length / piece) }, (_, index) =>
    members.slice(index * piece, (index + 1) * piece),
  )

/** An agreement with its item, which has its places in the indexes. */
type Head = StoredAgreement & { item: Item }

/** Agreements by id, without pairs that are kept in an item apart. */
export const readHeads = async (table: Table, ids: readonly string[]): Promise<Map<string, Head>> => {
  const items = await table.getMany(ids.map(agreementKey))
  return new Map(items.map((item) => ({ ...parseAgreement(item), item })).map((head) => [head.id, head]))
}

const isInline = (head: StoredAgreement): boolean => head.type === 'other' || head.pairs !== undefined

/**
 * Keys of the pairs that an agreement lists.
 * @param head undefined before an import completes the agreement, and after its deletion while its pairs are being freed
 */
export const listedKeys = async (table: Table, id: string, head?: StoredAgreement): Promise<string[]> => {
  const packed = head?.type === 'volume' ? head.pairs : undefined
  const pairs = packed ? [...packed].map(unpackPair) : await readPairSet(table, id)
  return [...new Set(pairs.map(pairKey))]
}

const placeOf = ({ pk, sk }: { pk?: unknown; sk?: unknown }): string => `${pk} ${sk}`

/**
 * What the items around an agreement say otherwise than it does: the guard of its name, its group, its places in the
 * indexes, its details, and the items of its pairs.
 * @param there these items, by their place
 */
const faultsOf = (
  head: Head,
  pairs: readonly string[],
  groups: ReadonlyMap<string, unknown>,
  there: ReadonlyMap<string, Item>,
): string[] => {
  const { id, name, groupId, item } = head
  const title = `The agreement ${name} (${id})`
  const faults: string[] = []
  const owner = there.get(placeOf(agreementNameKey(nameKey(name))))?.agreementId
  if (owner !== id) faults.push(`The name of the agreement ${name} (${id}) ${wrongOwner('agreement', owner)}.`)
  if (!groups.has(groupId)) faults.push(`${title} is in the group ${groupId}, which is not there.`)
  for (const [key, right] of Object.entries(indexKeys(head))) {
    const stored = item[key] === undefined ? 'nothing' : `"${item[key]}"`
    if (item[key] !== right) faults.push(`${title} has ${stored} as ${key}, not "${right}".`)
  }
  if (head.type === 'other') {
    const hasDetails = there.has(placeOf(detailsKey(id)))
    if (hasDetails && !head.hasDetails) faults.push(`${title} has details that it does not know of.`)
    if (!hasDetails && head.hasDetails) faults.push(`${title} lacks the details that it has.`)
    return faults
  }
  if (pairs.length !== head.pairCount)
    faults.push(`${title} counts ${head.pairCount} pairs, and lists ${pairs.length}.`)
  for (const key of pairs) {
    const holder = there.get(placeOf(pairItemKey(key)))?.agreementId
    const instead = holder === undefined ? 'is not there' : `belongs to the agreement ${holder}`
    if (holder !== id) faults.push(`${title} lists the pair ${showPair(unpackPair(key))}, which ${instead}.`)
  }
  return faults
}

/**
 * Checks agreements against everything that must agree with them.
 * @param groups all of them, by id
 * @returns how many of them are there, and how many pairs they list
 */
export const checkAgreements = async (
  table: Table,
  ids: readonly string[],
  groups: ReadonlyMap<string, unknown>,
  differs: Differs,
): Promise<{ agreements: number; pairs: number }> => {
  const counts = { agreements: 0, pairs: 0 }
  const check = async (heads: readonly Head[]): Promise<void> => {
    const listed = await Promise.all(
      heads.map(async (head) => ({
        head,
        pairs: head.type === 'volume' ? await listedKeys(table, head.id, head) : [],
      })),
    )
    const keys = listed.flatMap(({ head, pairs }) => [
      agreementNameKey(nameKey(head.name)),
      ...(head.type === 'other' ? [detailsKey(head.id)] : pairs.map(pairItemKey)),
    ])
    const there = new Map((await table.getMany(keys)).map((item) => [placeOf(item), item]))
    for (const { head, pairs } of listed) {
      counts.agreements += 1
      counts.pairs += pairs.length
      for (const says of faultsOf(head, pairs, groups, there)) differs(head.id, says)
    }
  }
  for (const some of piecesOf(ids)) {
    const heads = [...(await readHeads(table, some)).values()]
    await check(heads.filter(isInline))
    // A set that is kept apart is large: one after the other.
    for (const head of heads.filter((each) => !isInline(each))) await check([head])
  }
  return counts
}
