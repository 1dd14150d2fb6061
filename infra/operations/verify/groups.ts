import * as z from 'zod'
import { AgreementType } from '../../../lib/agreements/records/agreement.ts'
import { addMembers, type Members, nobody, unassigned } from '../../../lib/agreements/records/group.ts'
import { countMembers, StoredGroup } from '../../../lib/agreements/records/group-store.ts'
import {
  agreementsByGroup,
  groupCountKey,
  groupKey,
  groupNameKey,
  groupsPartition,
  groupTotalKey,
} from '../../../lib/foundation/table/keys.ts'
import { type Item, pagesOf, queryAll, type Table } from '../../../lib/foundation/table/table.ts'
import { nameKey } from '../../../lib/foundation/text/name.ts'

/** Takes down what is stored otherwise than what it follows from. @param id by which a second look finds it again */
export type Differs = (id: string, says: string) => void

/** What is wrong with the guard of a name. @param owner id of the group or agreement that has the name */
export const wrongOwner = (kind: 'group' | 'agreement', owner: unknown): string =>
  owner === undefined ? 'is not taken' : `is taken by the ${kind} ${owner}`

const Group = StoredGroup.pick({ id: true, name: true, deleting: true })
const Count = z.object({ count: z.number(), others: z.number().default(0), deleting: z.boolean().default(false) })
const Total = z.object({ total: z.number() })

interface CountedGroup {
  name: string
  members: Members
}

/** The partition of all groups: their number, names, and counters, none of them without a group. @returns groups by id */
export const checkGroups = async (table: Table, differs: Differs): Promise<Map<string, CountedGroup>> => {
  const items = new Map((await queryAll(table, { partition: groupsPartition })).map((item) => [String(item.sk), item]))
  const named = [...items.values()].flatMap((item) => Group.safeParse(item).data ?? [])
  const guards = await table.getMany(named.map(({ name }) => groupNameKey(nameKey(name))))
  const ownerOf = new Map(guards.map(({ pk, groupId }) => [pk, groupId]))
  const take = (sk: string): Item | undefined => {
    const item = items.get(sk)
    items.delete(sk)
    return item
  }

  const { total } = Total.parse(take(groupTotalKey.sk) ?? { total: 0 })
  if (total !== named.length) differs('', `${total} groups are counted, and there are ${named.length}.`)

  const groups = new Map<string, CountedGroup>()
  for (const { id, name, deleting = false } of [{ ...unassigned, deleting: undefined }, ...named]) {
    const title = `the group ${name} (${id})`
    take(groupKey(id).sk)
    let members = nobody
    for (const writer of ['api', 'import'] as const) {
      const counter = Count.optional().parse(take(groupCountKey(id, writer).sk))
      members = addMembers(members, counter ?? nobody)
      if (id === unassigned.id) continue
      if (!counter) differs(id, `The counter ${writer} of ${title} is not there.`)
      else if (counter.deleting !== deleting)
        differs(id, `The counter ${writer} of ${title} takes ${deleting ? '' : 'no '}agreements.`)
    }
    groups.set(id, { name, members })
    const owner = id === unassigned.id ? id : ownerOf.get(groupNameKey(nameKey(name)).pk)
    if (owner !== id) differs(id, `The name of ${title} ${wrongOwner('group', owner)}.`)
  }
  for (const sk of items.keys()) differs(sk, `${sk} belongs to no group.`)
  return groups
}

const isSame = (some: Members, others: Members): boolean => some.count === others.count && some.others === others.others

/** How many agreements the list of a group shows. */
const countListed = async (table: Table, groupId: string): Promise<Members> => {
  let members = nobody
  for (const type of AgreementType.options)
    for await (const rows of pagesOf(table, { index: 'gsi2', partition: agreementsByGroup(groupId, type) }))
      members = addMembers(members, { count: rows.length, others: type === 'other' ? rows.length : 0 })
  return members
}

/** @returns false when the counters change meanwhile, so that nothing can be said of them */
export const checkMembers = async (
  table: Table,
  id: string,
  { name, members }: CountedGroup,
  differs: Differs,
): Promise<boolean> => {
  if (isSame(members, await countListed(table, id))) return true
  // They were read with those of all groups, a while ago.
  const counted = await countMembers(table, id)
  const listed = await countListed(table, id)
  if (!isSame(counted, await countMembers(table, id))) return false
  const says = (count: number, kind: string, there: number) =>
    `The group ${name} (${id}) counts ${count} ${kind}, and has ${there}.`
  if (counted.count !== listed.count) differs(id, says(counted.count, 'agreements', listed.count))
  if (counted.others !== listed.others) differs(id, says(counted.others, 'other agreements', listed.others))
  return true
}
