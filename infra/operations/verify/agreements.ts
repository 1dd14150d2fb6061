import * as z from 'zod'
import { showPair, unpackPair } from '../../../lib/agreements/records/pair.ts'
import {
  agreementNameKey,
  agreementsByGroup,
  agreementsByType,
  detailsKey,
  nameOrder,
  pairItemKey,
} from '../../../lib/foundation/table/keys.ts'
import type { Table } from '../../../lib/foundation/table/table.ts'
import { nameKey } from '../../../lib/foundation/text/name.ts'
import { type Difference, differencesOf } from './difference.ts'
import { piecesOf } from './pieces.ts'
import { type Head, listedKeys, readHeads } from './stored-agreement.ts'

const Owned = z.object({ pk: z.string(), sk: z.string(), agreementId: z.string() })

const difference = differencesOf('agreement')
const title = ({ name, id }: Head): string => `The agreement ${name} (${id})`

/** Who holds each of these keys, by partition and sort key. */
const readOwners = async (table: Table, keys: Parameters<Table['getMany']>[0]): Promise<Map<string, string>> => {
  const items = (await table.getMany(keys)).map((item) => Owned.parse(item))
  return new Map(items.map(({ pk, sk, agreementId }) => [`${pk} ${sk}`, agreementId]))
}

const checkName = (head: Head, guards: ReadonlyMap<string, string>): Difference[] => {
  const { pk, sk } = agreementNameKey(nameKey(head.name))
  const owner = guards.get(`${pk} ${sk}`)
  if (owner === head.id) return []
  const instead = owner === undefined ? 'is not taken' : `is taken by the agreement ${owner}`
  return [difference(head.id, `The name of the agreement ${head.name} (${head.id}) ${instead}.`)]
}

const checkPlace = (head: Head, groups: ReadonlyMap<string, unknown>): Difference[] => {
  const { id, type, name, groupId } = head
  const expected = {
    gsi1pk: agreementsByType(type),
    gsi2pk: agreementsByGroup(groupId, type),
    gsiSk: nameOrder(nameKey(name), id),
  }
  const shown = (value: string | undefined): string => (value === undefined ? 'nothing' : `"${value}"`)
  return [
    ...(groups.has(groupId) ? [] : [difference(id, `${title(head)} is in the group ${groupId}, which is not there.`)]),
    ...(['gsi1pk', 'gsi2pk', 'gsiSk'] as const)
      .filter((key) => head[key] !== expected[key])
      .map((key) => difference(id, `${title(head)} has ${shown(head[key])} as ${key}, not ${shown(expected[key])}.`)),
  ]
}

/** Details stand apart, of just those agreements that say so. */
const checkDetails = async (table: Table, heads: readonly Head[]): Promise<Difference[]> => {
  const keys = heads.map(({ id }) => detailsKey(id))
  const there = new Set((await table.getMany(keys)).map(({ pk }) => String(pk)))
  return heads.flatMap((head) => {
    const isThere = there.has(detailsKey(head.id).pk)
    if (isThere === head.hasDetails) return []
    const says = isThere ? 'has details that it does not know of' : 'lacks the details that it has'
    return [difference(head.id, `${title(head)} ${says}.`)]
  })
}

const checkListed = async (
  table: Table,
  heads: readonly Head[],
): Promise<{ pairs: number; differences: Difference[] }> => {
  const lists = await Promise.all(
    heads.map(async (head) => ({ head, keys: [...new Set(await listedKeys(table, head.id, head))] })),
  )
  const owners = await readOwners(
    table,
    lists.flatMap(({ keys }) => keys.map(pairItemKey)),
  )
  const differences = lists.flatMap(({ head, keys }) => [
    ...(keys.length === head.pairCount
      ? []
      : [difference(head.id, `${title(head)} counts ${head.pairCount} pairs, and lists ${keys.length}.`)]),
    ...keys.flatMap((key) => {
      const { pk, sk } = pairItemKey(key)
      const owner = owners.get(`${pk} ${sk}`)
      if (owner === head.id) return []
      const instead = owner === undefined ? 'is not there' : `belongs to the agreement ${owner}`
      return [difference(head.id, `${title(head)} lists the pair ${showPair(unpackPair(key))}, which ${instead}.`)]
    }),
  ])
  return { pairs: lists.reduce((sum, { keys }) => sum + keys.length, 0), differences }
}

/** What was met of some agreements. */
export interface AgreementsChecked {
  /** Group and type of each that is there. */
  agreements: Pick<Head, 'groupId' | 'type'>[]
  /** Pairs that they list. */
  pairs: number
  differences: Difference[]
}

/**
 * Checks agreements by what each must agree with: the guard of its name, its group, its places in the indexes, its count
 * of pairs, the item of each pair that it lists, and its details.
 * @param groups all of them, by id
 */
export const checkAgreements = async (
  table: Table,
  ids: readonly string[],
  groups: ReadonlyMap<string, unknown>,
): Promise<AgreementsChecked> => {
  const checked: AgreementsChecked = { agreements: [], pairs: 0, differences: [] }
  const add = ({ pairs, differences }: Awaited<ReturnType<typeof checkListed>>): void => {
    checked.pairs += pairs
    checked.differences.push(...differences)
  }
  for (const some of piecesOf(ids)) {
    const heads = [...(await readHeads(table, some)).values()]
    const guards = await readOwners(
      table,
      heads.map(({ name }) => agreementNameKey(nameKey(name))),
    )
    for (const head of heads) {
      checked.agreements.push({ groupId: head.groupId, type: head.type })
      checked.differences.push(...checkName(head, guards), ...checkPlace(head, groups))
    }
    checked.differences.push(
      ...(await checkDetails(
        table,
        heads.filter(({ type }) => type === 'other'),
      )),
    )
    const volume = heads.filter(({ type }) => type === 'volume')
    add(
      await checkListed(
        table,
        volume.filter(({ pairs }) => pairs),
      ),
    )
    // A set that stands apart is large: one after the other.
    for (const head of volume.filter(({ pairs }) => !pairs)) add(await checkListed(table, [head]))
  }
  return checked
}
