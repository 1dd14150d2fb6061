import { setTimeout as sleep } from 'node:timers/promises'
import { AgreementType } from '../agreements/agreement.ts'
import { addMembers, isSame, type Members, membersOf, nobody } from '../groups/members.ts'
import { readMarks } from '../inventory/install-marks.ts'
import { agreementsByType, allEntitlements, pairPartitions } from '../table/keys.ts'
import { pagesOf, type Table } from '../table/table.ts'
import { checkAgreements } from './check-agreements.ts'
import { checkCatalog, checkCatalogAgain } from './check-catalog.ts'
import { addCounts, compareCounts, noPairs, readCounts } from './check-counts.ts'
import { checkGroups } from './check-groups.ts'
import { checkAllHoldings, checkHoldings, type HoldingsCheck } from './check-holdings.ts'
import { checkInventory } from './check-inventory.ts'
import { checkMembers, countListed } from './check-members.ts'
import { checkPairs, checkPairsAgain } from './check-pairs.ts'
import { checkPositions } from './check-positions.ts'
import { checkListed } from './check-rows.ts'
import { type Difference, differencesOf, idsOf } from './difference.ts'
import { piecesOf } from './pieces.ts'
import { readUnderWay, type UnderWay } from './under-way.ts'

/** What a ledger holds as counted from its items, and what differs from that. */
export interface Verification {
  /** `unassigned` not counted, as nothing is stored of it. */
  groups: number
  agreements: number
  pairs: number
  /** Managed devices, software titles, and titles on devices. */
  devices: number
  titles: number
  installs: number
  /** Products that VLSC or license statements report, and titles that are entitled to something. */
  products: number
  positions: number
  /** Pairs whose agreement is being made by an import, or taken away by follow-up work. */
  underWay: number
  /** Names of groups whose count changed each time that it was compared, and other numbers that did. */
  unsettled: string[]
  /** One line each, in plain words. */
  differences: string[]
}

/** What cannot be compared while marks of it are left. */
const theInventory = 'The inventory'
const thePositions = 'The license position'

const walkAgreements = async (table: Table, groups: ReadonlyMap<string, unknown>) => {
  const members = new Map<string, Members>()
  const differences: Difference[] = []
  let [agreements, pairs] = [0, 0]
  for (const type of AgreementType.options)
    for await (const rows of pagesOf(table, { index: 'gsi1', partition: agreementsByType(type) })) {
      const ids = rows.map(({ id }) => String(id))
      const found = await checkAgreements(table, ids, groups)
      for (const [id, some] of Map.groupBy(found.agreements, ({ groupId }) => groupId))
        members.set(id, addMembers(members.get(id) ?? nobody, membersOf(some)))
      agreements += found.agreements.length
      pairs += found.pairs
      differences.push(...found.differences)
    }
  return { agreements, pairs, members, differences }
}

const walkPairs = async (table: Table, underWay: UnderWay, { takePairs }: HoldingsCheck) => {
  const differences: Difference[] = []
  const counts = noPairs()
  let ofAgreementsUnderWay = 0
  for (const partition of pairPartitions)
    for await (const items of pagesOf(table, { partition })) {
      const found = await checkPairs(table, items, underWay)
      ofAgreementsUnderWay += found.underWay
      addCounts(counts, items)
      differences.push(...found.differences)
      await takePairs(items, partition)
    }
  return { underWay: ofAgreementsUnderWay, counts, differences }
}

const walkRows = async (table: Table, { settling }: UnderWay): Promise<Difference[]> => {
  const differences: Difference[] = []
  for await (const rows of pagesOf(table, { index: 'gsi1', partition: allEntitlements }))
    for (const some of piecesOf(rows)) differences.push(...(await checkListed(table, some, settling)))
  return differences
}

/** Counts all pairs once more. @returns undefined when they changed meanwhile, so that nothing can be said of them */
const recountPairs = async (table: Table): Promise<Difference[] | undefined> => {
  const before = await readCounts(table)
  const counts = noPairs()
  for (const partition of pairPartitions)
    for await (const items of pagesOf(table, { partition })) addCounts(counts, items)
  const after = await readCounts(table)
  return compareCounts(before, after).length > 0 ? undefined : compareCounts(after, counts)
}

/** Counts devices and installs once more. @returns undefined while devices are still to be counted */
const recountInventory = async (table: Table): Promise<Difference[] | undefined> => {
  if ((await readMarks(table, 1)).length > 0) return undefined
  const { isUnderWay, differences } = await checkInventory(table)
  return isUnderWay ? undefined : differences
}

/** Counts license positions once more. @returns undefined while some are still to be counted */
const recountPositions = async (table: Table, titleIds: readonly string[], now: Date, underWay: UnderWay) => {
  const holdings = await checkAllHoldings(table)
  const { isUnderWay, differences } = await checkPositions(table, holdings, titleIds, now)
  return isUnderWay || underWay.positions ? undefined : differences
}

/** What differs at first sight: all of the ledger is walked once, page by page. */
const look = async (table: Table, now: Date) => {
  const { groups, differences } = await checkGroups(table)
  const agreements = await walkAgreements(table, groups)
  for (const [id, { name, members }] of groups) {
    const others = [agreements.members.get(id) ?? nobody, await countListed(table, id)]
    if (!others.every((counted) => isSame(counted, members))) differences.push(differencesOf('group')(id, name))
  }
  const underWay = await readUnderWay(table)
  const holdings = checkHoldings(table)
  const pairs = await walkPairs(table, underWay, holdings)
  const counts = compareCounts(await readCounts(table), pairs.counts)
  const rows = await walkRows(table, underWay)
  const inventory = await checkInventory(table)
  const catalog = await checkCatalog(table)
  const positions = await checkPositions(table, holdings, inventory.titleIds, now)
  return {
    ledger: {
      groups: groups.size - 1,
      agreements: agreements.agreements,
      pairs: agreements.pairs,
      devices: inventory.devices,
      titles: inventory.titleIds.length,
      installs: inventory.installs,
      products: positions.products,
      positions: positions.positions,
      underWay: pairs.underWay,
    },
    titleIds: inventory.titleIds,
    counting: [
      ...(inventory.isUnderWay ? [theInventory] : []),
      ...(positions.isUnderWay || underWay.positions ? [thePositions] : []),
    ],
    differences: [
      ...differences,
      ...agreements.differences,
      ...pairs.differences,
      ...counts,
      ...rows,
      ...inventory.differences,
      ...catalog.differences,
      ...positions.differences,
    ],
  }
}

/** Looks at everything that differed once more. Nobody stopped writing meanwhile, and an index may lag behind. */
const lookAgain = async (table: Table, suspects: readonly Difference[], titleIds: readonly string[], now: Date) => {
  const { groups, differences } = await checkGroups(table)
  const names = new Map([...groups].map(([id, { name }]) => [id, name]))
  const unsettled: string[] = []
  const still = differences.filter(({ says }) => suspects.some((suspect) => suspect.says === says))
  for (const id of idsOf(suspects, 'group')) {
    const members = await checkMembers(table, id, names)
    still.push(...members.differences)
    if (members.isUnsettled) unsettled.push(names.get(id) ?? id)
  }
  still.push(...(await checkAgreements(table, idsOf(suspects, 'agreement'), names)).differences)
  const underWay = await readUnderWay(table)
  still.push(...(await checkPairsAgain(table, idsOf(suspects, 'pair'), underWay)))
  if (suspects.some(({ id, says }) => id.startsWith('PAIRS#') && says.includes('is listed with')))
    still.push(...(await walkRows(table, underWay)))
  still.push(...(await checkCatalogAgain(table, idsOf(suspects, 'catalog'))))
  if (idsOf(suspects, 'inventory').length > 0) {
    const inventory = await recountInventory(table)
    if (!inventory) unsettled.push(theInventory)
    still.push(...(inventory ?? []))
  }
  const doubtful = new Set(idsOf(suspects, 'positions'))
  if (doubtful.size > 0) {
    // While others write, each look may meet a position between two of their writes; only twice the same is a fault.
    const positions = await recountPositions(table, titleIds, now, underWay)
    if (!positions) unsettled.push(thePositions)
    still.push(...(positions ?? []).filter(({ id }) => doubtful.has(id)))
  }
  if (idsOf(suspects, 'counts').length > 0) {
    const counts = await recountPairs(table)
    if (!counts) unsettled.push('The number of pairs')
    still.push(...(counts ?? []))
  }
  return { unsettled, differences: [...new Set(still.map(({ says }) => says))] }
}

/**
 * Recounts everything that is counted or guarded from the items themselves, by queries and reads by key. What differs
 * is looked at again after a while; only what differs then, too, is told.
 * @param settling milliseconds until the second look
 */
export const verify = async (table: Table, settling = 5_000, now = () => new Date()): Promise<Verification> => {
  const { ledger, titleIds, counting, differences } = await look(table, now())
  if (differences.length === 0) return { ...ledger, unsettled: counting, differences: [] }
  await sleep(settling)
  return { ...ledger, ...(await lookAgain(table, differences, titleIds, now())) }
}
