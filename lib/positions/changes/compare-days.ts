import { addDays } from '../../foundation/calendar/day.ts'
import { ascendingByAll, once, sumOf, sumsBy } from '../../foundation/collections.ts'
import { LedgerError } from '../../foundation/errors.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import type { PageRequest } from '../../foundation/table/lists.ts'
import { familyIdOf, TitleKind } from '../../recognition/data/recognition.ts'
import { familiesById } from '../answers/read-family.ts'
import { titlesById } from '../answers/title-rows.ts'
import { getPolicies } from '../corrections/position-policies.ts'
import { readDirect, readIds } from '../families/family-rows.ts'
import { presentOf, readFirstDay } from '../snapshot/pointers.ts'
import { kept, type Snapshot, type SnapshotReader } from '../snapshot/snapshot-reader.ts'
import { daysOfDevices, type Row } from '../snapshot/tables.ts'
import { type CauseKind, type FamilyChange, Figures, subjectsShown } from './change.ts'
import {
  type BothDays,
  type ComparedLicense,
  explainFamily,
  type FamilyOnDay,
  type Judgement,
  type Requirement,
  sourceIdOf,
} from './explain-family.ts'

type Family = Row<'families'>
type Title = Row<'titles'>

export type ComparisonShelf = Pick<LedgerWith<'timeZone'>, 'table' | 'now' | 'timeZone'> & { snapshots: SnapshotReader }

/** Two snapshots, and whether devices are known of both. */
export interface Comparison {
  before: Snapshot
  after: Snapshot
  areDevicesKept: boolean
  pending: boolean
}

export interface Days {
  from: string
  to?: string | undefined
}

const comparisonOf = async (shelf: ComparisonShelf, before: Snapshot, after: Snapshot): Promise<Comparison> => {
  const { day } = presentOf(shelf)
  const { pointers, basis } = await shelf.snapshots.present()
  return {
    ...{ before, after },
    areDevicesKept: [before, after].every(({ manifest }) => manifest.day >= addDays(day, -daysOfDevices)),
    pending: after.manifest.id === pointers.current?.id && basis.pending,
  }
}

/** @param to today unless it is given @throws LedgerError `no-snapshot` */
const openComparison = async (shelf: ComparisonShelf, { from, to }: Days): Promise<Comparison> => {
  const last = to ?? presentOf(shelf).day
  if (from > last) {
    const message = `${from} is after ${last}.`
    throw new LedgerError('malformed', 'validation', message, [{ parameter: 'from', code: 'not-before-to', message }])
  }
  const { snapshots } = shelf
  const [before, after] = await Promise.all([snapshots.ofDay(from, 'from'), snapshots.ofDay(last, 'to')])
  return comparisonOf(shelf, before, after)
}

/** The last so many days, or as many as there are snapshots of. @returns undefined before the first snapshot */
export const openLastDays = async (shelf: ComparisonShelf, count: number): Promise<Comparison | undefined> => {
  const first = await readFirstDay(shelf.table)
  if (first === undefined) return undefined
  const from = addDays(presentOf(shelf).day, -count)
  return openComparison(shelf, { from: from < first ? first : from })
}

/** All pages of a list compare the snapshots of its first one. */
const positionForm = /^([^/]+)\/([^/]+)\/(\d{1,9})$/

const openPage = async (shelf: ComparisonShelf, days: Days, { after }: PageRequest) => {
  if (after === undefined) return { comparison: await openComparison(shelf, days), offset: 0 }
  const [, from = '', to = '', offset] = positionForm.exec(after) ?? []
  const [one, other] = await Promise.all([shelf.snapshots.byId(from), shelf.snapshots.byId(to)])
  return { comparison: await comparisonOf(shelf, one, other), offset: Number(offset) }
}

const aboutComparison = ({ before, after, areDevicesKept, pending }: Comparison) => ({
  asOf: { from: before.manifest.readFrom, to: after.manifest.readFrom },
  days: { from: before.manifest.day, to: after.manifest.day },
  flags: areDevicesKept ? [] : (['devices-not-kept'] as const),
  pending,
})

const readFamilies = async ({ before, after }: Comparison) => {
  const [old, now] = await Promise.all([before.all('families'), after.all('families')])
  return { old: familiesById(old), now: familiesById(now) }
}

const figuresOf = ({ metric, owned, unlimited, required, covered, shortfall, surplus, ...row }: Family): Figures =>
  Figures.parse({
    ...{ metric, owned, unlimited, required, covered, shortfall, surplus },
    ...{ needsData: row.needsData, exempt: row.exempt, status: row.status },
  })

const isSame = (one: Family | undefined, other: Family | undefined): boolean =>
  one !== undefined &&
  other !== undefined &&
  JSON.stringify([figuresOf(one), one.byRight]) === JSON.stringify([figuresOf(other), other.byRight])

/** Which title each name belongs to, and which names each title has: by ids. */
const readNames = async (snapshot: Snapshot) => {
  const [titles, names] = await Promise.all([
    snapshot.all('titles'),
    snapshot.some({ table: 'names', columns: ['id', 'title'] }),
  ])
  const titleOf = new Map(names.map(({ id, title }) => [id, titles[title]?.id ?? '']))
  const namesOf = ({ firstName, nameCount }: Title): string[] =>
    names.slice(firstName, firstName + nameCount).map(({ id }) => id)
  return { titles, byId: titlesById(titles), titleOf, namesOf }
}

interface ComparedTitles {
  old: ReadonlyMap<string, Title>
  now: ReadonlyMap<string, Title>
  /** Titles of which no name was known before. */
  unseen: readonly Title[]
  judgementOf: (id: string) => Judgement | undefined
}

const judge = (one: Title, other: Title, isKnowledgeNew: boolean): Judgement | undefined => {
  const what = ({ publisher, title, kind, family, edition, productVersion, familyId }: Title) =>
    JSON.stringify([publisher, title, kind, family, edition, productVersion, familyId])
  if (what(one) === what(other)) return undefined
  const isByManager = [one, other].some(({ licensableBy }) => licensableBy === 'manager')
  const isRuledAlike = one.kindByRule === other.kindByRule && one.family === other.family
  if (!isByManager && isRuledAlike && one.kind !== other.kind) return 'named'
  return isKnowledgeNew && !isByManager ? 'knowledge' : 'decisions'
}

const compareTitles = async (
  { before, after }: Pick<Comparison, 'before' | 'after'>,
  isKnowledgeNew: boolean,
): Promise<ComparedTitles> => {
  const [one, other] = await Promise.all([readNames(before), readNames(after)])
  type Names = typeof one
  const ownersOf = (id: string, { byId, namesOf }: Names, { titleOf }: Names): string[] => {
    const title = byId.get(id)
    return title ? namesOf(title).flatMap((name) => titleOf.get(name) ?? []) : []
  }
  return {
    ...{ old: one.byId, now: other.byId },
    unseen: other.titles.filter(({ id, installed }) => installed > 0 && ownersOf(id, other, one).length === 0),
    judgementOf: (id) => {
      // Some of its names were of another title, or are now: it was merged or split.
      const owners = [...ownersOf(id, one, other), ...ownersOf(id, other, one)]
      if (owners.some((owner) => owner !== id)) return isKnowledgeNew ? 'knowledge' : 'decisions'
      const [title, newTitle] = [one.byId.get(id), other.byId.get(id)]
      return title && newTitle && judge(title, newTitle, isKnowledgeNew)
    },
  }
}

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
const readBoth = async (shelf: ComparisonShelf, comparison: Comparison, titles: ComparedTitles) => {
  const { before, after } = comparison
  const isKnowledgeNew = before.manifest.knowledge !== after.manifest.knowledge
  const [policies, devices] = await Promise.all([getPolicies(shelf.table), compareDevices(comparison)])
  const { at: decidedAt = '' } = policies
  const said = once(() => Promise.all([readSaid(before), readSaid(after)]))
  const both = {
    days: { from: before.manifest.day, to: after.manifest.day },
    isKnowledgeNew,
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
        return whyMoved(license, [old?.get(id), now?.get(id)], titles, isKnowledgeNew)
      },
    }
  }
}

/** Rows of a table: of one family by their range, of many from the whole table. */
type ReadRows = <T extends 'combinations' | 'licenses' | 'coverage'>(
  snapshot: Snapshot,
  table: T,
  from: number,
  count: number,
) => Promise<readonly Row<T>[]>

const byRange: ReadRows = (snapshot, table, from, count) => snapshot.some({ table, from, to: from + count })
const fromWhole: ReadRows = async (snapshot, table, from, count) =>
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

const readFamily = async (
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
  const needing = combinations.filter(({ state }) => state !== 'nothing')
  const machines = areDevicesKept ? await readMachines(snapshot, needing) : undefined
  const requirements = needing.map(
    ({ id, state, units, machines: count, titles }): Requirement => ({
      ...{ id, state, units, machines: count, titles: readIds(titles), machineIds: machines?.get(id) },
    }),
  )
  const met = sumsBy(
    coverage,
    ({ license }) => license,
    ({ quantity }) => quantity,
  )
  return { figures: family, requirements, licenses, met }
}

type Changed = Pick<FamilyChange, 'familyId' | 'publisher' | 'name' | 'newTitles'> & {
  old: Family | undefined
  now: Family | undefined
  /** By which changes are sorted. */
  order: readonly (string | number)[]
}

const shownTitles = (titles: readonly Title[]): NonNullable<FamilyChange['newTitles']> =>
  titles
    .toSorted(ascendingByAll(({ installed, id }) => [-installed, id]))
    .slice(0, subjectsShown)
    .map(({ id, title, kind, installed }) => ({
      ...{ id, title, kind: TitleKind.parse(kind), installedCount: installed },
    }))

const kindOrder: readonly string[] = ['licensed', 'subscription', 'unknown', 'free', 'component']

const shortfallOf = (family: Family | undefined): number => family?.shortfall ?? 0
const balance = (family: Family | undefined): number => (family ? family.surplus - family.shortfall : 0)

/** What changed, the largest change of shortfall first, then new titles without a position, those with most installs first. */
const findChanges = async (comparison: Comparison, { unseen }: ComparedTitles): Promise<Changed[]> => {
  const { old, now } = await readFamilies(comparison)
  const newTitles = Map.groupBy(
    unseen,
    ({ publisher, title, family, familyId }) => familyId ?? familyIdOf(publisher, family ?? title),
  )
  const ids = new Set([...old.keys(), ...now.keys(), ...newTitles.keys()])
  return [...ids]
    .flatMap((familyId): Changed[] => {
      const [one, other] = [old.get(familyId), now.get(familyId)]
      const titles = newTitles.get(familyId) ?? []
      const [first] = titles
      const family = other ?? one
      const isChanged = family !== undefined && !isSame(one, other)
      if (!isChanged && !first) return []
      const installs = sumOf(titles, ({ installed }) => installed)
      const change = Math.abs(shortfallOf(other) - shortfallOf(one))
      const kinds = titles.map(({ kind }) => kindOrder.indexOf(kind))
      const order = [
        ...[-change, isChanged ? 0 : 1, -Math.abs(balance(other) - balance(one))],
        ...[Math.min(kindOrder.length, ...kinds), -installs, familyId],
      ]
      const publisher = family?.publisher ?? first?.publisher ?? ''
      const name = family?.name ?? first?.family ?? first?.title ?? ''
      return [
        {
          ...{ familyId, publisher, name, old: one, now: other, order },
          ...(first && { newTitles: shownTitles(titles) }),
        },
      ]
    })
    .sort(ascendingByAll(({ order }) => order))
}

/** Explains changes one by one: memory holds machines of one family at a time. */
const explainer = async (shelf: ComparisonShelf, comparison: Comparison, titles: ComparedTitles, read: ReadRows) => {
  const { before, after, areDevicesKept } = comparison
  const bothOf = await readBoth(shelf, comparison, titles)
  return async ({ old, now, order: _, newTitles, ...named }: Changed): Promise<FamilyChange> => {
    const shown = { ...named, before: old ? figuresOf(old) : null, after: now ? figuresOf(now) : null }
    const more = newTitles && { newTitles }
    if ((!old && !now) || isSame(old, now)) return { ...shown, causes: [], ...more }
    const [one, other] = await Promise.all([
      readFamily(before, old, areDevicesKept, read),
      readFamily(after, now, areDevicesKept, read),
    ])
    return { ...shown, causes: explainFamily(one, other, await bothOf(one, other)), ...more }
  }
}

const isKnowledgeNew = ({ before, after }: Comparison): boolean =>
  before.manifest.knowledge !== after.manifest.knowledge

/** What changed in a family, also when nothing did. @throws LedgerError `family-not-found`, `no-snapshot` */
export const compareFamily = async (shelf: ComparisonShelf, familyId: string, days: Days) => {
  const comparison = await openComparison(shelf, days)
  const titles = await compareTitles(comparison, isKnowledgeNew(comparison))
  const { old, now } = await readFamilies(comparison)
  const found = (await findChanges(comparison, titles)).find((change) => change.familyId === familyId)
  const [one, other] = [old.get(familyId), now.get(familyId)]
  const family = other ?? one
  if (!found && !family) throw new LedgerError('not-found', 'family-not-found', `There is no family ${familyId}.`)
  const same = family && { familyId, publisher: family.publisher, name: family.name, old: one, now: other, order: [] }
  const explain = await explainer(shelf, comparison, titles, byRange)
  const changes = [found ?? same].filter((change) => change !== undefined)
  return { ...aboutComparison(comparison), items: await Promise.all(changes.map(explain)) }
}

/** All changes, one after the other. */
export async function* changesBetween(shelf: ComparisonShelf, comparison: Comparison): AsyncGenerator<FamilyChange> {
  const titles = await compareTitles(comparison, isKnowledgeNew(comparison))
  const explain = await explainer(shelf, comparison, titles, fromWhole)
  for (const change of await findChanges(comparison, titles)) yield explain(change)
}

/** One page of what changed in the whole ledger. @throws LedgerError `no-snapshot`, `cursor-expired` */
export const listChanges = async (shelf: ComparisonShelf, days: Days, page: PageRequest) => {
  const { comparison, offset } = await openPage(shelf, days, page)
  const titles = await compareTitles(comparison, isKnowledgeNew(comparison))
  const changes = await findChanges(comparison, titles)
  const explain = await explainer(shelf, comparison, titles, fromWhole)
  const items: FamilyChange[] = []
  for (const change of changes.slice(offset, offset + page.limit)) items.push(await explain(change))
  const end = offset + page.limit
  const { before, after } = comparison
  return {
    ...{ ...aboutComparison(comparison), count: changes.length, items },
    ...(end < changes.length && { next: `${before.manifest.id}/${after.manifest.id}/${end}` }),
  }
}
