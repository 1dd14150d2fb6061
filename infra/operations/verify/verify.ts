import { setTimeout as sleep } from 'node:timers/promises'
import { isSame, nobody } from '../../../lib/agreements/records/members.ts'
import { agreementPartitions, pairPartitions } from '../../../lib/foundation/table/keys.ts'
import { pagesOf } from '../../../lib/foundation/table/table.ts'
import { checkAgreements, noneChecked } from './agreements.ts'
import { checkConclusions, type Place } from './conclusions.ts'
import { type Difference, idsOf } from './difference.ts'
import { checkGroups, checkMembers, countListed } from './groups.ts'
import { checkPairs, checkPairsAgain, readUnderWay } from './pairs.ts'

/** What a ledger holds, counted item by item, and what differs from that. */
export interface Verification {
  /** `unassigned` not counted, as it is not stored. */
  groups: number
  agreements: number
  pairs: number
  /** Pairs whose agreement is being made by an import, or taken away by follow-up work. */
  underWay: number
  /** As they are reported, linked ones too. */
  devices: number
  /** Names of software. */
  names: number
  /** Id of the snapshot that was compared; null when none was. */
  snapshot: string | null
  /** What could not be compared, as it changed each time: names of groups, the current snapshot. */
  unsettled: string[]
  /** One line each, in plain words. */
  differences: string[]
}

/** The first look: all facts are walked, page by page. */
const look = async (place: Place, patience: number) => {
  const { table } = place
  const { groups, differences } = await checkGroups(table)
  const checked = noneChecked()
  for (const partition of agreementPartitions)
    for await (const items of pagesOf(table, { partition, only: ['id'] })) {
      const ids = items.map(({ id }) => String(id))
      await checkAgreements(table, ids, groups, checked)
    }
  for (const [id, { name, members }] of groups) {
    const others = [checked.members.get(id) ?? nobody, await countListed(table, id)]
    if (!others.every((counted) => isSame(counted, members))) differences.push({ about: 'group', id, says: name })
  }
  differences.push(...checked.differences)
  const missing = await readUnderWay(table)
  let underWay = 0
  for (const partition of pairPartitions)
    for await (const items of pagesOf(table, { partition })) {
      const found = await checkPairs(table, items, missing)
      underWay += found.underWay
      differences.push(...found.differences)
    }
  const conclusions = await checkConclusions(place, patience)
  differences.push(...conclusions.differences)
  const { agreements, pairs } = checked
  return {
    counts: { groups: groups.size - 1, agreements, pairs, underWay, ...conclusions.counts },
    unsettled: conclusions.unsettled,
    differences,
  }
}

/** The second look, at what differed. Nobody stopped writing meanwhile, and an index may lag. */
const lookAgain = async (place: Place, patience: number, suspects: readonly Difference[]) => {
  const { table } = place
  const isSuspect = ({ says }: Difference) => suspects.some((suspect) => suspect.says === says)
  const { groups, differences } = await checkGroups(table)
  const still = differences.filter(isSuspect)
  const unsettled: string[] = []
  for (const id of idsOf(suspects, 'group')) {
    const members = await checkMembers(table, id, groups)
    still.push(...members.differences)
    if (members.isUnsettled) unsettled.push(groups.get(id)?.name ?? id)
  }
  const agreements = noneChecked()
  await checkAgreements(table, idsOf(suspects, 'agreement'), groups, agreements)
  still.push(...agreements.differences)
  still.push(...(await checkPairsAgain(table, idsOf(suspects, 'pair'), await readUnderWay(table))))
  if (suspects.some(({ about }) => about === 'names' || about === 'snapshot')) {
    const conclusions = await checkConclusions(place, patience)
    still.push(...conclusions.differences.filter(isSuspect))
    unsettled.push(...conclusions.unsettled)
  }
  return { unsettled, differences: [...new Set(still.map(({ says }) => says))] }
}

/**
 * Compares facts that guard or count each other: names, groups and their counts, pairs and the agreements that list
 * them, names of software and their titles. Then reconciles them, and compares the current snapshot with the result. It
 * looks again at what differs after a while, and reports only what differs then, too.
 * @param settling milliseconds until the second look; three times as many a snapshot has to follow all changes
 */
export const verify = async (place: Place, settling = 5_000): Promise<Verification> => {
  const patience = 3 * settling
  const { counts, unsettled, differences } = await look(place, patience)
  if (differences.length === 0) return { ...counts, unsettled, differences: [] }
  await sleep(settling)
  const again = await lookAgain(place, patience, differences)
  return { ...counts, ...again, unsettled: [...new Set([...unsettled, ...again.unsettled])] }
}
