import { once, sumsBy } from '../../foundation/collections.ts'
import { getPolicies } from '../corrections/position-policies.ts'
import { areMachinesListed, readDirect, readIds } from '../families/family-rows.ts'
import { kept, type Snapshot } from '../snapshot/snapshot-reader.ts'
import { type Row, sourceIdOf } from '../snapshot/tables.ts'
import type { BothDays, ComparedLicense, FamilyOnDay, Requirement } from './both-days.ts'
import type { CauseKind } from './change.ts'
import type { ComparedTitles } from './compare-titles.ts'
import { type Comparison, type ComparisonShelf, isKnowledgeNew } from './comparison.ts'

type Family = Row<'families'>

const machineIds = kept(
  (devices: readonly Row<'devices'>[]): ReadonlySet<string> =>
    new Set(devices.flatMap(({ counted, machine }) => (counted ? [devices[machine]?.id ?? ''] : []))),
)
const deviceRows = kept((devices: readonly Row<'devices'>[]) => new Map(devices.map((device) => [device.id, device])))

const compareDevices = async ({ before, after, areDevicesKept }: Comparison) => {
  if (!areDevicesKept)
    return { countsOnBoth: () => true, isLinkedAnew: () => false, deviceName: (id: string): string => id }
  const [old, now] = await Promise.all([before.all('devices'), after.all('devices')])
  const [oldMachines, nowMachines] = [machineIds(old), machineIds(now)]
  const headOf = (id: string, devices: readonly Row<'devices'>[]): string | undefined => {
    const device = deviceRows(devices).get(id)
    return device?.counted ? devices[device.machine]?.id : undefined
  }
  return {
    countsOnBoth: (id: string) => oldMachines.has(id) && nowMachines.has(id),
    isLinkedAnew: (id: string) => {
      const [one, other] = [headOf(id, old), headOf(id, now)]
      return one !== undefined && other !== undefined && one !== other
    },
    deviceName: (id: string) => (deviceRows(now).get(id) ?? deviceRows(old).get(id))?.name ?? id,
  }
}

/** What the source of a license says, and the title that an agreement is for. */
interface Said {
  text: string
  title?: string | undefined
}

const readSaid = async (snapshot: Snapshot): Promise<ReadonlyMap<string, Said>> => {
  const [titles, agreements, rows] = await Promise.all([
    snapshot.all('titles'),
    snapshot.all('agreements'),
    snapshot.some({
      table: 'entitlements',
      columns: ['id', 'quantity', 'activeSoftwareAssuranceQuantity', 'assignedQuantity', 'notCounted'],
    }),
  ])
  return new Map([
    ...rows.map(({ id, ...said }): [string, Said] => [
      id,
      {
        text: JSON.stringify([
          said.quantity,
          said.activeSoftwareAssuranceQuantity,
          said.assignedQuantity,
          said.notCounted,
        ]),
      },
    ]),
    ...agreements.map(({ id, title, licenseCount, startDate, endDate }): [string, Said] => [
      id,
      { text: JSON.stringify([licenseCount, startDate, endDate]), title: titles[title ?? -1]?.id },
    ]),
  ])
}

/** Why a license moved between families, or came from none, when its source says the same. */
const whyMoved = (
  license: ComparedLicense,
  [one, other]: readonly [Said | undefined, Said | undefined],
  { old, now, judgementOf }: ComparedTitles,
  isKnowledgeNew: boolean,
): CauseKind | undefined => {
  if (!one || one.text !== other?.text) return undefined
  const isSameTitle = (title: string): boolean => old.has(title) && now.has(title) && judgementOf(title) === undefined
  const titles = [one.title, other.title].filter((title) => title !== undefined)
  // An agreement that names another title now: unless that was not known before, or is judged otherwise.
  if (one.title !== other.title && titles.every(isSameTitle)) return undefined
  const own = readDirect(license.direct).map(([title]) => title)
  const isFound = own.length > 0 && own.every((title) => old.has(title) !== now.has(title) && !judgementOf(title))
  if (isFound && own.some((title) => (now.get(title) ?? old.get(title))?.installed)) return 'installs'
  return isKnowledgeNew ? 'knowledge' : 'decisions'
}

/** Everything that is known of both days beside single families. */
export const readBoth = async (shelf: ComparisonShelf, comparison: Comparison, titles: ComparedTitles) => {
  const { before, after } = comparison
  const isNew = isKnowledgeNew(comparison)
  const [policies, devices] = await Promise.all([getPolicies(shelf.table), compareDevices(comparison)])
  const { at: decidedAt = '' } = policies
  const said = once(() => Promise.all([readSaid(before), readSaid(after)]))
  const both = {
    days: { from: before.manifest.day, to: after.manifest.day },
    isKnowledgeNew: isNew,
    arePoliciesNew: decidedAt >= before.manifest.readFrom && decidedAt < after.manifest.readFrom,
    ...devices,
    judgementOf: titles.judgementOf,
    titleName: (id: string): string => (titles.now.get(id) ?? titles.old.get(id))?.title ?? id,
  }
  /** Reads what sources say when some license is of one day only. */
  return async (one: FamilyOnDay | undefined, other: FamilyOnDay | undefined): Promise<BothDays> => {
    const [ids, others] = [one, other].map((day) => new Set(day?.licenses.map(({ id }) => sourceIdOf(id))))
    const isMoved = ids?.symmetricDifference(others ?? new Set()).size
    const [old, now] = isMoved ? await said() : []
    return {
      ...both,
      whyMoved: (license) => {
        const id = sourceIdOf(license.id)
        return whyMoved(license, [old?.get(id), now?.get(id)], titles, isNew)
      },
    }
  }
}

/** Rows of a table: of one family by their range, of many from the whole table. */
export type ReadRows = <T extends 'combinations' | 'licenses' | 'coverage'>(
  snapshot: Snapshot,
  table: T,
  from: number,
  count: number,
) => Promise<readonly Row<T>[]>

export const byRange: ReadRows = (snapshot, table, from, count) => snapshot.some({ table, from, to: from + count })
export const fromWhole: ReadRows = async (snapshot, table, from, count) =>
  (await snapshot.all(table)).slice(from, from + count)

const readMachines = async (snapshot: Snapshot, combinations: readonly Row<'combinations'>[]) => {
  const devices = await snapshot.all('devices')
  const found = new Map<string, string[]>()
  for (const { id, inInstalls, firstMachine: from, machines } of combinations) {
    const table = inInstalls ? 'installs' : 'machines'
    const rows = await snapshot.some({ table, from, to: from + machines, columns: ['device'] })
    found.set(
      id,
      rows.map(({ device }) => devices[device]?.id ?? ''),
    )
  }
  return found
}

/** A family on one day, with its licenses and machines. */
export const readFamilyOnDay = async (
  snapshot: Snapshot,
  family: Family | undefined,
  areDevicesKept: boolean,
  read: ReadRows,
): Promise<FamilyOnDay | undefined> => {
  if (!family) return undefined
  const { firstCombination, combinationCount, firstLicense, licenseCount, firstCoverage, coverageCount } = family
  const [combinations, licenses, coverage] = await Promise.all([
    read(snapshot, 'combinations', firstCombination, combinationCount),
    read(snapshot, 'licenses', firstLicense, licenseCount),
    read(snapshot, 'coverage', firstCoverage, coverageCount),
  ])
  const needing = combinations.filter(areMachinesListed)
  const machines = areDevicesKept ? await readMachines(snapshot, needing) : undefined
  const requirements = needing.map(
    ({ id, state, units, machines: count, titles, subscribed }): Requirement => ({
      id,
      state,
      units,
      machines: count,
      titles: readIds(titles),
      subscribed: readIds(subscribed),
      machineIds: machines?.get(id),
    }),
  )
  const met = sumsBy(
    coverage,
    ({ license }) => license,
    ({ quantity }) => quantity,
  )
  return { figures: family, requirements, licenses, met }
}
