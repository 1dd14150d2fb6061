import { setTimeout as sleep } from 'node:timers/promises'
import { agreementPartitions, pairPartitions } from '../../../lib/foundation/table/keys.ts'
import { pagesOf } from '../../../lib/foundation/table/table.ts'
import { checkAgreements, checkPairs, readUnderWay } from './agreements.ts'
import { checkConclusions, type Place } from './conclusions.ts'
import { checkGroups, checkMembers } from './groups.ts'

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
  const conclusions = await checkConclusions(place, patience, differs)
  return { counts: { ...counts, ...conclusions }, unsettled, differences }
}

/**
 * Compares facts that guard or count each other: names, groups and their counts, pairs and the agreements that list
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
