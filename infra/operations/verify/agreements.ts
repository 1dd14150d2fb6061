import * as z from 'zod'
import { indexKeys } from '../../../lib/agreements/records/agreement-writes.ts'
import { pairKey, showPair, unpackPair } from '../../../lib/agreements/records/pair.ts'
import {
  parseAgreement,
  readHeads,
  readPairSet,
  type StoredAgreement,
} from '../../../lib/agreements/records/stored-agreement.ts'
import { numberIndex, StoredPair } from '../../../lib/agreements/records/stored-pair.ts'
import { chunksOf } from '../../../lib/foundation/collections.ts'
import {
  agreementKey,
  agreementNameKey,
  detailsKey,
  importKey,
  openImports,
  pairItemKey,
  workPartitions,
} from '../../../lib/foundation/table/keys.ts'
import { type Item, queryAll, type Table } from '../../../lib/foundation/table/table.ts'
import { nameKey } from '../../../lib/foundation/text/name.ts'
import { Work } from '../../../lib/work/work.ts'

/** Takes down what is stored otherwise than what it follows from. @param id by which a second look finds it again */
export type Differs = (id: string, says: string) => void

/** What is wrong with the guard of a name. @param owner id of the group or agreement that has the name */
export const wrongOwner = (kind: 'group' | 'agreement', owner: unknown): string =>
  owner === undefined ? 'is not taken' : `is taken by the ${kind} ${owner}`

/** Items that are read by key together; `getMany` asks for four batches of 100 side by side. */
const together = 400

/**
 * Keys of the pairs that an agreement lists.
 * @param head undefined before an import completes the agreement, and after its deletion while its pairs are being freed
 */
const listedKeys = async (table: Table, id: string, head?: StoredAgreement): Promise<string[]> => {
  if (head?.type === 'other') return []
  const pairs = head?.pairs ? [...head.pairs].map(unpackPair) : await readPairSet(table, id)
  return [...new Set(pairs.map(pairKey))]
}

const placeOf = ({ pk, sk }: { pk?: unknown; sk?: unknown }): string => `${pk} ${sk}`

/** All groups by id. */
type Groups = ReadonlyMap<string, unknown>

interface Listed {
  head: StoredAgreement
  /** Has its places in the indexes. */
  item: Item
  pairs: readonly string[]
}

/** Compares an agreement with the items around it, by their places: its name, group, indexes, details and pairs. */
const checkAgreement = (listed: Listed, groups: Groups, there: ReadonlyMap<string, Item>, differs: Differs): void => {
  const { head, item, pairs } = listed
  const { id, name, groupId } = head
  const differ = (says: string): void => differs(id, `The agreement ${name} (${id}) ${says}.`)
  const owner = there.get(placeOf(agreementNameKey(nameKey(name))))?.agreementId
  if (owner !== id) differs(id, `The name of the agreement ${name} (${id}) ${wrongOwner('agreement', owner)}.`)
  if (!groups.has(groupId)) differ(`is in the group ${groupId}, which is not there`)
  for (const [key, right] of Object.entries(indexKeys(head))) {
    const stored = item[key] === undefined ? 'nothing' : `"${item[key]}"`
    if (item[key] !== right) differ(`has ${stored} as ${key}, not "${right}"`)
  }
  if (head.type === 'other') {
    const hasDetails = there.has(placeOf(detailsKey(id)))
    if (hasDetails && !head.hasDetails) differ('has details that it does not know of')
    if (!hasDetails && head.hasDetails) differ('lacks the details that it has')
    return
  }
  if (pairs.length !== head.pairCount) differ(`counts ${head.pairCount} pairs, and lists ${pairs.length}`)
  for (const key of pairs) {
    const holder = there.get(placeOf(pairItemKey(key)))?.agreementId
    const instead = holder === undefined ? 'is not there' : `belongs to the agreement ${holder}`
    if (holder !== id) differ(`lists the pair ${showPair(unpackPair(key))}, which ${instead}`)
  }
}

/** @returns how many of them are there, and how many pairs they list */
export const checkAgreements = async (table: Table, ids: readonly string[], groups: Groups, differs: Differs) => {
  const counts = { agreements: 0, pairs: 0 }
  for (const some of chunksOf(ids, together)) {
    const found = (await table.getMany(some.map(agreementKey))).map((item) => ({ item, head: parseAgreement(item) }))
    const isApart = ({ head }: (typeof found)[number]) => head.type === 'volume' && !head.pairs
    // A set that is kept apart is large: one after the other.
    for (const batch of [found.filter((each) => !isApart(each)), ...found.filter(isApart).map((each) => [each])]) {
      const listed: Listed[] = []
      for (const each of batch) listed.push({ ...each, pairs: await listedKeys(table, each.head.id, each.head) })
      const keys = listed.flatMap(({ head: { id, name, type }, pairs }) => [
        agreementNameKey(nameKey(name)),
        ...(type === 'other' ? [detailsKey(id)] : pairs.map(pairItemKey)),
      ])
      const there = new Map((await table.getMany(keys)).map((item) => [placeOf(item), item]))
      for (const each of listed) checkAgreement(each, groups, there, differs)
      counts.agreements += listed.length
      counts.pairs += listed.reduce((sum, { pairs }) => sum + pairs.length, 0)
    }
  }
  return counts
}

const Pair = StoredPair.pick({ agreementNumber: true, licenseNumber: true, agreementId: true, gsi1pk: true }).extend({
  pk: z.string(),
  sk: z.string(),
  gsiSk: z.string().optional(),
})
const Run = z.object({ staged: z.object({ agreementId: z.string() }).optional() })

/** Ids of agreements that may be missing: pairs of deleted ones are being freed, and an import is about to make others. */
export const readUnderWay = async (table: Table): Promise<Set<string>> => {
  const shards = await Promise.all(workPartitions.map((partition) => queryAll(table, { partition })))
  const work = shards.flat().map((item) => Work.parse(item))
  const open = await queryAll(table, { index: 'gsi2', partition: openImports })
  const runs = await table.getMany(open.map(({ id }) => importKey(String(id))))
  return new Set([
    ...work.filter(({ kind }) => kind === 'release-pairs').map(({ subjectId }) => subjectId),
    ...runs.flatMap((item) => Run.parse(item).staged?.agreementId ?? []),
  ])
}

/** @returns how many pairs belong to agreements that are missing, and may be: they are `underWay` */
export const checkPairs = async (table: Table, items: readonly Item[], underWay: Set<string>, differs: Differs) => {
  const pairs = items.map((item) => Pair.parse(item))
  for (const pair of pairs) {
    const { gsi1pk, gsiSk } = numberIndex(pair)
    if (placeOf(pair) !== placeOf(pairItemKey(pairKey(pair))))
      differs(pair.sk, `The pair ${showPair(pair)} stands at ${placeOf(pair)}, where nobody looks for it.`)
    else if (pair.gsi1pk !== gsi1pk || pair.gsiSk !== gsiSk)
      differs(pair.sk, `The pair ${showPair(pair)} cannot be found by its agreement number.`)
  }
  let count = 0
  const byOwner = Map.groupBy(pairs, ({ agreementId }) => agreementId)
  for (const owners of chunksOf([...byOwner], together)) {
    const heads = await readHeads(table, new Map(owners).keys())
    for (const [owner, owned] of owners) {
      const head = heads.get(owner)
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
