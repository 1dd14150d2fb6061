import * as z from 'zod'
import { AgreementType } from '../../../lib/agreements/records/agreement.ts'
import { unassigned } from '../../../lib/agreements/records/group.ts'
import { countMembers, StoredGroup } from '../../../lib/agreements/records/group-store.ts'
import { addMembers, isSame, type Members, membersOfType, nobody } from '../../../lib/agreements/records/members.ts'
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
import { checkAgreements, noneChecked } from './agreements.ts'
import { type Difference, wrongOwner } from './difference.ts'

const Group = StoredGroup.pick({ id: true, name: true, deleting: true })
const Count = z.object({ count: z.number(), others: z.number().default(0), deleting: z.boolean().default(false) })
const Total = z.object({ total: z.number() })
const writers = ['api', 'import'] as const

/** All groups as they are stored, and what differs among that already. */
export interface GroupsChecked {
  /** Names and counted agreements, by id; `unassigned` is one of them. */
  groups: Map<string, { name: string; members: Members }>
  differences: Difference[]
}

/** Checks the partition of all groups: their number, names, and counters, none of them without a group. */
export const checkGroups = async (table: Table): Promise<GroupsChecked> => {
  const items = new Map((await queryAll(table, { partition: groupsPartition })).map((item) => [String(item.sk), item]))
  const named = [...items.values()].flatMap((item) => Group.safeParse(item).data ?? [])
  const guards = await table.getMany(named.map(({ name }) => groupNameKey(nameKey(name))))
  const ownerOf = new Map(guards.map(({ pk, groupId }) => [pk, groupId]))
  const differences: Difference[] = []
  const differs = (id: string, says: string) => differences.push({ about: 'groups', id, says })
  const take = (sk: string): Item | undefined => {
    const item = items.get(sk)
    items.delete(sk)
    return item
  }

  const { total } = Total.parse(take(groupTotalKey.sk) ?? { total: 0 })
  if (total !== named.length) differs('', `${total} groups are counted, and there are ${named.length}.`)

  const groups: GroupsChecked['groups'] = new Map()
  for (const { id, name, deleting = false } of [{ ...unassigned, deleting: undefined }, ...named]) {
    const title = `the group ${name} (${id})`
    take(groupKey(id).sk)
    let members = nobody
    for (const writer of writers) {
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
  return { groups, differences }
}

/** Walks the agreements that the list of a group shows. */
const walkList = async (
  table: Table,
  groupId: string,
  look: (rows: Item[], type: AgreementType) => Promise<void> | void,
): Promise<void> => {
  for (const type of AgreementType.options)
    for await (const rows of pagesOf(table, { index: 'gsi2', partition: agreementsByGroup(groupId, type) }))
      await look(rows, type)
}

/** How many agreements the list of a group shows. */
export const countListed = async (table: Table, groupId: string): Promise<Members> => {
  let members = nobody
  await walkList(table, groupId, (rows, type) => {
    members = addMembers(members, membersOfType(type, rows.length))
  })
  return members
}

/**
 * Compares the counters of a group with the agreements that its list shows, and looks at each of them.
 * @param groups all of them, by id
 * @returns undefined when the counters changed meanwhile, so that nothing can be said of them
 */
export const checkMembers = async (
  table: Table,
  groupId: string,
  groups: GroupsChecked['groups'],
): Promise<{ differences: Difference[]; isUnsettled: boolean }> => {
  const counted = await countMembers(table, groupId)
  const checked = noneChecked()
  await walkList(table, groupId, (rows) =>
    checkAgreements(
      table,
      rows.map(({ id }) => String(id)),
      groups,
      checked,
    ),
  )
  const { differences } = checked
  if (!isSame(counted, await countMembers(table, groupId))) return { differences, isUnsettled: true }
  const there = checked.members.get(groupId) ?? nobody
  for (const [field, kind] of [
    ['count', 'agreements'],
    ['others', 'other agreements'],
  ] as const) {
    const says = `The group ${groups.get(groupId)?.name ?? ''} (${groupId}) counts ${counted[field]} ${kind}, and has ${there[field]}.`
    if (counted[field] !== there[field]) differences.push({ about: 'group', id: groupId, says })
  }
  return { differences, isUnsettled: false }
}
