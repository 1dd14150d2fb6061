import { AgreementType } from '../../../lib/agreements/records/agreement.ts'
import { countMembers } from '../../../lib/agreements/records/group-store.ts'
import {
  addMembers,
  isSame,
  type Members,
  membersOf,
  membersOfType,
  nobody,
} from '../../../lib/agreements/records/members.ts'
import { agreementsByGroup } from '../../../lib/foundation/table/keys.ts'
import { type Item, pagesOf, type Table } from '../../../lib/foundation/table/table.ts'
import { checkAgreements } from './check-agreements.ts'
import { type Difference, differencesOf } from './difference.ts'

/** The rows of a group's list. */
const listOf = (table: Table, groupId: string, type: AgreementType): AsyncGenerator<Item[]> =>
  pagesOf(table, { index: 'gsi2', partition: agreementsByGroup(groupId, type) })

/** How many agreements the list of a group shows. */
export const countListed = async (table: Table, groupId: string): Promise<Members> => {
  let members = nobody
  for (const type of AgreementType.options)
    for await (const rows of listOf(table, groupId, type))
      members = addMembers(members, membersOfType(type, rows.length))
  return members
}

/** @param title of the group */
const differencesIn = (id: string, title: string, counted: Members, there: Members): Difference[] =>
  (['count', 'others'] as const)
    .filter((field) => counted[field] !== there[field])
    .map((field) => {
      const kind = field === 'others' ? 'other agreements' : 'agreements'
      const says = `The group ${title} (${id}) counts ${counted[field]} ${kind}, and has ${there[field]}.`
      return differencesOf('group')(id, says)
    })

/**
 * Compares the counters of a group with the agreements that its list shows, each of which is looked at.
 * @param groups names by id
 * @returns also whether the counters changed meanwhile, so that nothing can be said of them
 */
export const checkMembers = async (
  table: Table,
  groupId: string,
  groups: ReadonlyMap<string, string>,
): Promise<{ differences: Difference[]; isUnsettled: boolean }> => {
  const counted = await countMembers(table, groupId)
  const differences: Difference[] = []
  let members = nobody
  for (const type of AgreementType.options)
    for await (const rows of listOf(table, groupId, type)) {
      const ids = rows.map(({ id }) => String(id))
      const listed = await checkAgreements(table, ids, groups)
      differences.push(...listed.differences)
      members = addMembers(members, membersOf(listed.agreements.filter((agreement) => agreement.groupId === groupId)))
    }
  const isUnsettled = !isSame(counted, await countMembers(table, groupId))
  if (!isUnsettled) differences.push(...differencesIn(groupId, groups.get(groupId) ?? '', counted, members))
  return { differences, isUnsettled }
}
