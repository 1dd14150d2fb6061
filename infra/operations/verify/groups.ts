import * as z from 'zod'
import { unassigned } from '../../../lib/agreements/records/group.ts'
import { addMembers, type Members, nobody } from '../../../lib/agreements/records/members.ts'
import {
  groupCountKey,
  groupKey,
  groupNameKey,
  groupsPartition,
  groupTotalKey,
} from '../../../lib/foundation/table/keys.ts'
import { type Item, queryAll, type Table } from '../../../lib/foundation/table/table.ts'
import { nameKey } from '../../../lib/foundation/text/name.ts'
import { type Difference, differencesOf } from './difference.ts'

const Group = z.object({ id: z.string(), name: z.string(), deleting: z.boolean().default(false) })
type Group = z.infer<typeof Group>
const Count = z.object({ count: z.number(), others: z.number().default(0), deleting: z.boolean().default(false) })
const Total = z.object({ total: z.number() })
const Guard = z.object({ pk: z.string(), groupId: z.string() })

const writers = ['api', 'import'] as const

/** What is stored of all groups, and what differs among that already. */
export interface GroupsChecked {
  /** Names and counted agreements, by id; `unassigned` is one of them. */
  groups: Map<string, { name: string; members: Members }>
  differences: Difference[]
}

const difference = differencesOf('groups')
const title = ({ name, id }: Group): string => `the group ${name} (${id})`

const readGuards = async (table: Table, groups: readonly Group[]): Promise<Map<string, string>> => {
  const items = await table.getMany(groups.map(({ name }) => groupNameKey(nameKey(name))))
  return new Map(items.map((item) => Guard.parse(item)).map(({ pk, groupId }) => [pk, groupId]))
}

/** Checks groups, which lie together with their counters: number, names, and counters without a group or without a mark. */
export const checkGroups = async (table: Table): Promise<GroupsChecked> => {
  const items = new Map((await queryAll(table, { partition: groupsPartition })).map((item) => [String(item.sk), item]))
  const named = [...items.values()].flatMap((item) => Group.safeParse(item).data ?? [])
  const guards = await readGuards(table, named)
  const differences: Difference[] = []
  const differs = (id: string, says: string) => differences.push(difference(id, says))
  const take = (sk: string): Item | undefined => {
    const item = items.get(sk)
    items.delete(sk)
    return item
  }

  const total = Total.parse(take(groupTotalKey.sk) ?? { total: 0 }).total
  if (total !== named.length) differs('', `${total} groups are counted, and there are ${named.length}.`)

  const builtIn = { ...unassigned, deleting: false }
  const groups = new Map<string, { name: string; members: Members }>()
  for (const group of [builtIn, ...named]) {
    const { id, name, deleting } = group
    take(groupKey(id).sk)
    const counters = writers.map((writer) => {
      const counter = Count.optional().parse(take(groupCountKey(id, writer).sk))
      if (group === builtIn) return counter ?? nobody
      if (!counter) differs(id, `The counter ${writer} of ${title(group)} is not there.`)
      else if (counter.deleting !== deleting)
        differs(id, `The counter ${writer} of ${title(group)} takes ${deleting ? '' : 'no '}agreements.`)
      return counter ?? nobody
    })
    groups.set(id, { name, members: counters.reduce(addMembers, nobody) })
    const owner = group === builtIn ? id : guards.get(groupNameKey(nameKey(name)).pk)
    if (owner !== id)
      differs(id, `The name of ${title(group)} is ${owner ? `taken by the group ${owner}` : 'not taken'}.`)
  }
  for (const sk of items.keys()) differs(sk, `${sk} belongs to no group.`)
  return { groups, differences }
}
