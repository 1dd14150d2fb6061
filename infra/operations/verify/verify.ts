import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { addMembers, type Members, nobody, unassigned } from '../../../lib/agreements/records/group.ts'
import { countMembers, StoredGroup } from '../../../lib/agreements/records/group-store.ts'
import { AgreementType } from '../../../lib/agreements/records/restrictions.ts'
import {
  agreementPartitions,
  agreementsByGroup,
  groupCountKey,
  groupKey,
  groupNameKey,
  groupsPartition,
  groupTotalKey,
  pairPartitions,
} from '../../../lib/foundation/table/keys.ts'
import { type Item, pagesOf, queryAll, type Table } from '../../../lib/foundation/table/table.ts'
import { nameKey } from '../../../lib/foundation/text/name.ts'
import { readLineTotal } from '../../../lib/recognition/lines/edit-lines.ts'
import { readDecisions } from '../../../lib/recognition/titles/decision.ts'
import { checkAgreements, checkPairs, type Differs, readUnderWay, wrongOwner } from './agreements.ts'
import { checkConclusions, type Place } from './conclusions.ts'

const Group = StoredGroup.pick({ id: true, name: true, deleting: true })
const Count = z.object({ count: z.number(), others: z.number().default(0), deleting: z.boolean().default(false) })
const Total = z.object({ total: z.number() })

interface CountedGroup {
  name: string
  members: Members
}

/** The partition of all groups: their number, names, and counters, none of them without a group. @returns groups by id */
const checkGroups = async (table: Table, differs: Differs): Promise<Map<string, CountedGroup>> => {
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
const checkMembers = async (table: Table, id: string, { name, members }: CountedGroup, differs: Differs) => {
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

const checkLines = async (table: Table, differs: Differs): Promise<void> => {
  const total = await readLineTotal(table)
  const lines = (await readDecisions(table, 'line')).filter(({ value }) => value !== undefined)
  if (total !== lines.length) differs('lines', `${total} recognition lines are counted, and there are ${lines.length}.`)
}

/** Among what could not be compared, beside names of groups. */
export const theSnapshot = 'the current snapshot'

/** Walks all facts, page by page. */
const look = async (place: Place, patience: number) => {
  const { table } = place
  const differences: { id: string; says: string }[] = []
  const differs = (id: string, says: string) => void differences.push({ id, says })
  const unsettled: string[] = []
  const groups = await checkGroups(table, differs)
  // `unassigned` is not stored. `underWay` are pairs of agreements that an import makes, or follow-up work takes away.
  const counts = { groups: groups.size - 1, agreements: 0, pairs: 0, underWay: 0 }
  for (const [id, group] of groups) if (!(await checkMembers(table, id, group, differs))) unsettled.push(group.name)
  for (const partition of agreementPartitions)
    for await (const items of pagesOf(table, { partition, only: ['id'] })) {
      const ids = items.map(({ id }) => String(id))
      const { agreements, pairs } = await checkAgreements(table, ids, groups, differs)
      counts.agreements += agreements
      counts.pairs += pairs
    }
  const underWay = await readUnderWay(table)
  for (const partition of pairPartitions)
    for await (const items of pagesOf(table, { partition }))
      counts.underWay += await checkPairs(table, items, underWay, differs)
  await checkLines(table, differs)
  const conclusions = await checkConclusions(place, patience, differs)
  return { counts: { ...counts, ...conclusions }, unsettled, differences }
}

/**
 * Compares facts that guard or count each other: names, groups and their counts, recognition lines and their count, pairs and the agreements that list
 * them, names of software and their titles. Then reconciles them, and compares the current snapshot with the result.
 * Nobody stops writing meanwhile, and an index may lag: only what differs at a second look, too, is reported.
 * @param settling milliseconds until the second look; the next snapshot has three times as many to follow all changes
 */
export const verify = async (place: Place, settling = 5_000) => {
  const patience = 3 * settling
  const first = await look(place, patience)
  const isSettled = first.differences.length === 0 && first.unsettled.length === 0
  if (!isSettled) await sleep(settling)
  const last = isSettled ? first : await look(place, patience)
  const suspects = new Set(first.differences.map(({ id }) => id))
  const differences = last.differences.filter(({ id }) => suspects.has(id)).map(({ says }) => says)
  const unsettled = place.files && last.counts.snapshot === null ? [...last.unsettled, theSnapshot] : last.unsettled
  return { ...last.counts, unsettled, differences: [...new Set(differences)] }
}
