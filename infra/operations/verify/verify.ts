import { setTimeout as sleep } from 'node:timers/promises'
import { addMembers, isSame, type Members, membersOf, nobody } from '../../../lib/agreements/records/members.ts'
import { agreementPartitions, pairPartitions } from '../../../lib/foundation/table/keys.ts'
import { pagesOf, type Table } from '../../../lib/foundation/table/table.ts'
import { readLists } from '../../../lib/positions/lists/read-lists.ts'
import type { ReadableFiles } from '../../../lib/positions/snapshot/files.ts'
import { checkAgreements } from './check-agreements.ts'
import { checkGroups } from './check-groups.ts'
import { checkMembers, countListed } from './check-members.ts'
import { checkNames } from './check-names.ts'
import { checkPairs, checkPairsAgain } from './check-pairs.ts'
import { checkSnapshot } from './check-snapshot.ts'
import { type Difference, differencesOf, idsOf } from './difference.ts'
import { readUnderWay, type UnderWay } from './under-way.ts'

/** What a ledger holds as counted from its items, and what differs from that. */
export interface Verification {
  /** `unassigned` not counted, as nothing is stored of it. */
  groups: number
  agreements: number
  pairs: number
  /** Pairs whose agreement is being made by an import, or taken away by follow-up work. */
  underWay: number
  /** As they are reported, linked ones too. */
  devices: number
  /** Names of software. */
  names: number
  /** Id of the snapshot that was compared with what follows from the facts; null when none was. */
  snapshot: string | null
  /** What could not be compared, as it changed each time: names of groups, the current snapshot. */
  unsettled: string[]
  /** One line each, in plain words. */
  differences: string[]
}

const walkAgreements = async (table: Table, groups: ReadonlyMap<string, unknown>) => {
  const members = new Map<string, Members>()
  const differences: Difference[] = []
  let [agreements, pairs] = [0, 0]
  for (const partition of agreementPartitions)
    for await (const items of pagesOf(table, { partition, only: ['id'] })) {
      const ids = items.map(({ id }) => String(id))
      const found = await checkAgreements(table, ids, groups)
      for (const [id, some] of Map.groupBy(found.agreements, ({ groupId }) => groupId))
        members.set(id, addMembers(members.get(id) ?? nobody, membersOf(some)))
      agreements += found.agreements.length
      pairs += found.pairs
      differences.push(...found.differences)
    }
  return { agreements, pairs, members, differences }
}

const walkPairs = async (table: Table, underWay: UnderWay) => {
  const differences: Difference[] = []
  let ofAgreementsUnderWay = 0
  for (const partition of pairPartitions)
    for await (const items of pagesOf(table, { partition })) {
      const found = await checkPairs(table, items, underWay)
      ofAgreementsUnderWay += found.underWay
      differences.push(...found.differences)
    }
  return { underWay: ofAgreementsUnderWay, differences }
}

/** Milliseconds until a snapshot that lacks a change is looked at again. */
const pause = 1_000

/** What is looked through. */
export interface Place {
  table: Table
  /** The bucket, where snapshots are to be compared as well. */
  files?: ReadableFiles
  now: () => Date
}

/** Among what could not be compared. */
export const theSnapshot = 'the current snapshot'

/** What devices report, and what all facts lead to. A snapshot that lacks a change is waited for. */
const checkConclusions = async ({ table, files, now }: Place, patience: number) => {
  const deadline = performance.now() + patience
  while (true) {
    const at = now()
    const lists = await readLists(table)
    const compared = files && (await checkSnapshot(table, files, at, lists))
    if (files && !compared && performance.now() < deadline) {
      await sleep(pause)
      continue
    }
    return {
      devices: lists.devices.ids.length,
      names: lists.names.length,
      snapshot: compared?.id ?? null,
      unsettled: files && !compared ? [theSnapshot] : [],
      differences: [...(await checkNames(table, lists)), ...(compared?.differences ?? [])],
    }
  }
}

/** What differs at first sight: all facts are walked, page by page. */
const look = async (place: Place, patience: number) => {
  const { table } = place
  const { groups, differences } = await checkGroups(table)
  const agreements = await walkAgreements(table, groups)
  for (const [id, { name, members }] of groups) {
    const others = [agreements.members.get(id) ?? nobody, await countListed(table, id)]
    if (!others.every((counted) => isSame(counted, members))) differences.push(differencesOf('group')(id, name))
  }
  const pairs = await walkPairs(table, await readUnderWay(table))
  const { differences: ofConclusions, unsettled, ...conclusions } = await checkConclusions(place, patience)
  return {
    ledger: {
      groups: groups.size - 1,
      agreements: agreements.agreements,
      pairs: agreements.pairs,
      underWay: pairs.underWay,
      ...conclusions,
    },
    unsettled,
    differences: [...differences, ...agreements.differences, ...pairs.differences, ...ofConclusions],
  }
}

/** Looks at everything that differed once more. Nobody stopped writing meanwhile, and an index may lag behind. */
const lookAgain = async (place: Place, patience: number, suspects: readonly Difference[]) => {
  const { table } = place
  const { groups, differences } = await checkGroups(table)
  const names = new Map([...groups].map(([id, { name }]) => [id, name]))
  const unsettled: string[] = []
  const isSuspect = ({ says }: Difference) => suspects.some((suspect) => suspect.says === says)
  const still = differences.filter(isSuspect)
  for (const id of idsOf(suspects, 'group')) {
    const members = await checkMembers(table, id, names)
    still.push(...members.differences)
    if (members.isUnsettled) unsettled.push(names.get(id) ?? id)
  }
  still.push(...(await checkAgreements(table, idsOf(suspects, 'agreement'), names)).differences)
  still.push(...(await checkPairsAgain(table, idsOf(suspects, 'pair'), await readUnderWay(table))))
  if (suspects.some(({ about }) => about === 'names' || about === 'snapshot')) {
    const conclusions = await checkConclusions(place, patience)
    still.push(...conclusions.differences.filter(isSuspect))
    unsettled.push(...conclusions.unsettled)
  }
  return { unsettled, differences: [...new Set(still.map(({ says }) => says))] }
}

/**
 * Compares facts that guard or count each other, by queries and reads by key: names, groups and their counts, pairs and
 * the agreements that list them, names of software and their titles. Concludes everything from them anew, and compares
 * that with the current snapshot. What differs is looked at again after a while; only what differs then, too, is told.
 * @param settling milliseconds until the second look; three times as many a snapshot has to follow all changes
 */
export const verify = async (place: Place, settling = 5_000): Promise<Verification> => {
  const patience = 3 * settling
  const { ledger, unsettled, differences } = await look(place, patience)
  if (differences.length === 0) return { ...ledger, unsettled, differences: [] }
  await sleep(settling)
  const again = await lookAgain(place, patience, differences)
  return { ...ledger, ...again, unsettled: [...new Set([...unsettled, ...again.unsettled])] }
}
