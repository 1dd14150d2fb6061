import * as z from 'zod'
import { isStale, readFreshness } from '../../agreements/records/freshness.ts'
import { ascendingBy, ascendingByAll } from '../../foundation/collections.ts'
import { packedDeviceKey, pairPartitions } from '../../foundation/table/keys.ts'
import type { LedgerWith } from '../../foundation/table/ledger.ts'
import type { Table } from '../../foundation/table/table.ts'
import { nameKey } from '../../foundation/text/name.ts'
import { type DeviceWithSoftware, readDevicesWithSoftware } from '../../inventory/devices/device-store.ts'
import type { TitleOfName } from '../../inventory/devices/read-devices.ts'
import { familyIdOf, TitleKind } from '../../recognition/data/recognition.ts'
import { TitleName } from '../../recognition/titles/decision.ts'
import type { Judged } from '../../recognition/titles/title-decisions.ts'
import { titleKey } from '../../recognition/titles/title-id.ts'
import type { FamilyTitle } from '../families/families.ts'
import { PositionStatus } from '../reconcile/count-positions.ts'
import { kept, type Snapshot, type SnapshotReader } from '../snapshot/snapshot-reader.ts'
import { productOfRow, type Row } from '../snapshot/tables.ts'
import { type InstalledOn, PositionFlag, type RawTitle, type SoftwareListItem } from './title.ts'

export type AnswerShelf = Omit<LedgerWith<'staleAfterHours'>, 'newId'> & { snapshots: SnapshotReader }

type Title = Row<'titles'>

export const titlesById = kept((titles: readonly Title[]) => new Map(titles.map((title) => [title.id, title])))
const KnownAs = z.tuple([TitleName], TitleName)

/** The names under which facts know a title, the first of which new facts are written about. */
export const factNames = kept(({ publisher, title, knownAs }: Title) =>
  KnownAs.parse(knownAs === undefined ? [{ publisher, title }] : JSON.parse(knownAs)),
)

/** Where two titles have a name, the one whose first name it is; as shown only where no fact has it. */
const byKey = kept((titles: readonly Title[]) => {
  const places = titles.map((title) => [...factNames(title), title])
  const found = new Map<string, Title>()
  for (let place = 0; place < Math.max(0, ...places.map(({ length }) => length)); place++)
    for (const [index, names] of places.entries()) {
      const [name, title] = [names[place], titles[index]]
      if (name && title && !found.has(titleKey(name))) found.set(titleKey(name), title)
    }
  return found
})

export const titleById = async (snapshot: Snapshot, id: string): Promise<Title | undefined> =>
  titlesById(await snapshot.all('titles')).get(id)

/** The title of a name, however it is written. @param name of a title that was not merged into another one */
export const titleByName = async (snapshot: Snapshot, name: TitleName): Promise<Title | undefined> =>
  byKey(await snapshot.all('titles')).get(titleKey(name))

/** The names of a title and of those that were merged into it; also those that managers added to the catalog. */
export const readNamesOf = (
  snapshot: Snapshot,
  { firstName: from, nameCount }: Pick<Title, 'firstName' | 'nameCount'>,
): Promise<Row<'names'>[]> => snapshot.some({ table: 'names', from, to: from + nameCount })

export const readReported = async (snapshot: Snapshot, title: Title): Promise<ReadonlyMap<string, RawTitle>> => {
  const names = (await readNamesOf(snapshot, title)).filter(({ reported }) => reported)
  names.sort(ascendingBy(({ name }) => nameKey(name)))
  return new Map(names.map(({ hash, publisher, name }) => [hash, { publisher, title: name }]))
}

/** The titles that names belong to in the current snapshot, by the hashes of the names. */
export const titlesOfNames = async (
  snapshots: SnapshotReader,
  hashes: ReadonlySet<string>,
): Promise<ReadonlyMap<string, TitleOfName>> => {
  const { snapshot } = hashes.size > 0 ? await snapshots.present() : {}
  if (!snapshot) return new Map()
  const [names, titles] = await Promise.all([
    snapshot.some({ table: 'names', columns: ['hash', 'title'] }),
    snapshot.some({ table: 'titles', columns: ['id', 'kind', 'familyId', 'family'] }),
  ])
  return new Map(
    names.flatMap(({ hash, title }) => {
      const row = hashes.has(hash) ? titles[title] : undefined
      return row === undefined ? [] : [[hash, { ...row, kind: TitleKind.parse(row.kind) }]]
    }),
  )
}

type Position = Pick<Title, 'installed' | 'entitled' | 'unlimited'>

export const showPosition = ({ installed, entitled, unlimited }: Position) => ({
  installedCount: installed,
  entitledCount: entitled,
  unlimited,
  difference: unlimited ? null : entitled - installed,
})

export const showListed = (
  title: Position & Judged & Pick<Title, 'id' | 'publisher' | 'title' | 'version' | 'status' | 'familyId'>,
  flags: PositionFlag[],
): SoftwareListItem => {
  const { id, publisher, title: name, kind, product, licensable, version, familyId } = title
  const recognizedBy = title.licensableBy === 'manager' ? title.licensableBy : title.recognizedBy
  return {
    id,
    publisher,
    title: name,
    kind,
    recognizedBy,
    familyId,
    product: product && { familyId: familyId ?? familyIdOf(publisher, product.family), ...product },
    ...{
      licensable,
      ...showPosition(title),
      status: PositionStatus.parse(title.status),
      flags,
      version,
    },
  }
}

/** What a title is, by its row. */
export const judgedOf = (row: Title): Judged => ({
  kind: TitleKind.parse(row.kind),
  kindByRule: TitleKind.parse(row.kindByRule),
  product: productOfRow(row),
  recognizedBy: row.recognizedBy,
  licensable: row.licensable,
  licensableBy: row.licensableBy === 'manager' ? row.licensableBy : 'rule',
})

export const familyTitleOf = (row: Row<'titles'>): FamilyTitle => {
  const { id, publisher, title } = row
  const { kind, product } = judgedOf(row)
  return { id, publisher, title, kind, product }
}

type FlaggedTitle = Pick<Title, 'expiredPairs' | 'sharedQuantity' | 'partitions'>

/**
 * The flags of some positions, read live, as answers go stale within hours. Freshness is known by partitions of pairs:
 * the stale answer may be another pair's.
 */
export const readFlags = async (
  { table, now, staleAfterHours }: Omit<AnswerShelf, 'snapshots'>,
  titles: readonly FlaggedTitle[],
): Promise<(title: FlaggedTitle) => PositionFlag[]> => {
  const freshness = titles.some(({ partitions }) => partitions) ? await readFreshness(table) : undefined
  const isOld = (partition: string): boolean => {
    const { oldest } = freshness?.get(pairPartitions[Number(partition)] ?? '') ?? {}
    return oldest !== undefined && isStale(oldest, now(), staleAfterHours)
  }
  return ({ expiredPairs, sharedQuantity, partitions }) => {
    const isStaleTitle = partitions?.split(',').some(isOld)
    const flags = { 'expired-pairs': expiredPairs, 'shared-quantity': sharedQuantity, 'stale-data': isStaleTitle }
    return PositionFlag.options.filter((flag) => flags[flag])
  }
}

const linkedTo = kept((devices: readonly Row<'devices'>[]) => {
  const linked = devices.flatMap(({ machine }, number) => (machine === number ? [] : [{ machine, number }]))
  return Map.groupBy(linked, ({ machine }) => machine)
})

/** The device with which a machine counts, then those that were linked to it. */
type Machine = readonly [DeviceWithSoftware, ...DeviceWithSoftware[]]

/** Machines that have a title, in the order of the snapshot; those that are gone since then are left out. */
const readMachines = async (
  table: Table,
  snapshot: Snapshot,
  { installed, firstInstall }: Title,
  offset: number,
  limit: number,
): Promise<Machine[]> => {
  const count = Math.min(limit, installed - offset)
  if (count <= 0) return []
  const from = firstInstall + offset
  const [installs, devices] = await Promise.all([
    snapshot.some({ table: 'installs', from, to: from + count, columns: ['device'] }),
    snapshot.all('devices'),
  ])
  const machines = installs.map(({ device }) => {
    const linked = linkedTo(devices).get(device) ?? []
    return [device, ...linked.map(({ number }) => number)].map((number) => packedDeviceKey(devices[number]?.id ?? ''))
  })
  const read = await readDevicesWithSoftware(table, machines.flat())
  const byKey = new Map(read.map((one) => [one.device.sk, one]))
  return machines.flatMap((keys): Machine[] => {
    const [head, ...linked] = keys.flatMap((key) => byKey.get(key) ?? [])
    return head ? [[head, ...linked]] : []
  })
}

const readUse = (table: Table, snapshot: Snapshot, title: Title, offset: number, limit: number) =>
  Promise.all([readMachines(table, snapshot, title, offset, limit), readReported(snapshot, title)])

export const readInstalledOn = async (
  table: Table,
  snapshot: Snapshot,
  title: Title,
  { offset, limit }: { offset: number; limit: number },
): Promise<InstalledOn[]> => {
  const [machines, names] = await readUse(table, snapshot, title, offset, limit)
  return machines.map((machine) => {
    const [{ device, seen }] = machine
    const programs = machine.flatMap((one) => one.programs)
    const installed = programs.flatMap(({ hash, versions }) => {
      const name = names.get(hash)
      return name ? versions.map((version) => ({ ...name, version })) : []
    })
    installed.sort(ascendingBy((name) => nameKey(name.title)))
    return { id: device.id, name: device.name, reportedAt: seen.reportedAt, installed }
  })
}

const devicesRead = 100

const countVersions = (machines: readonly Machine[], hash: string): RawTitle['versions'] => {
  const versions = machines.flatMap((machine) => {
    const own = machine.flatMap(({ programs }) => programs.filter((one) => one.hash === hash))
    return [...new Set(own.flatMap((program) => program.versions))]
  })
  return [...Map.groupBy(versions, (version) => version)]
    .map(([version, all]) => ({ version, devices: all.length }))
    .sort(ascendingByAll(({ version, devices }) => [-devices, version]))
}

/** The names under which devices report a title, with the versions in which the first devices have it. */
export const countNames = async (table: Table, snapshot: Snapshot, title: Title) => {
  const [machines, names] = await readUse(table, snapshot, title, 0, devicesRead)
  const rawTitles = [...names].map(([hash, name]) => ({ ...name, versions: countVersions(machines, hash) }))
  return { rawTitles, versionsOf: machines.length }
}
