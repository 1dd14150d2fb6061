import { AgreementType } from '../agreements/agreement.ts'
import { unassigned } from '../groups/group.ts'
import { countUnassigned, readGroup } from '../groups/group-store.ts'
import { totalOf } from '../groups/groups.ts'
import { agreementsByGroup } from '../table/keys.ts'
import { type Item, pagesOf, type Table } from '../table/table.ts'
import { checkAgreements } from './check-agreements.ts'
import { type Difference, differencesOf } from './difference.ts'

/** The rows of a group's list. */
async function* membersOf(table: Table, groupId: string): AsyncGenerator<Item[]> {
  for (const type of AgreementType.options)
    yield* pagesOf(table, { index: 'gsi2', partition: agreementsByGroup(groupId, type) })
}

/** How many agreements the list of a group shows. */
export const countMembers = async (table: Table, groupId: string): Promise<number> => {
  let count = 0
  for await (const rows of membersOf(table, groupId)) count += rows.length
  return count
}

const countOf = async (table: Table, groupId: string): Promise<number> => {
  if (groupId === unassigned.id) return countUnassigned(table)
  const found = await readGroup(table, groupId)
  return found ? totalOf(found.counts) : 0
}

/**
 * Compares the count of a group with the agreements that its list shows, each of which is looked at.
 * @param groups names by id
 * @returns also whether the count changed meanwhile, so that nothing can be said of it
 */
export const checkMembers = async (
  table: Table,
  groupId: string,
  groups: ReadonlyMap<string, string>,
): Promise<{ differences: Difference[]; isUnsettled: boolean }> => {
  const count = await countOf(table, groupId)
  const differences: Difference[] = []
  let members = 0
  for await (const rows of membersOf(table, groupId)) {
    const ids = rows.map(({ id }) => String(id))
    const listed = await checkAgreements(table, ids, groups)
    differences.push(...listed.differences)
    members += listed.groupIds.filter((id) => id === groupId).length
  }
  const isUnsettled = (await countOf(table, groupId)) !== count
  if (!isUnsettled && count !== members)
    differences.push(
      differencesOf('group')(
        groupId,
        `The group ${groups.get(groupId)} (${groupId}) counts ${count} agreements, and has ${members}.`,
      ),
    )
  return { differences, isUnsettled }
}
